import { spawn } from 'node:child_process';

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  // `start` takes a first argument in quotes for a title.
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens an address in the user's browser. @param failed told when there is nothing to open it with */
export function openPage(url: string, failed: () => void): void {
  const [command = '', ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.once('error', failed);
  child.once('exit', (code) => code !== 0 && code !== null && failed());
  child.unref();
}
