import { spawn } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository's own folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** True in the script that node was started with; `process.argv[1]` may go through a symbolic link. */
export function isMain(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

/**
 * Runs a command with our own output and answers its exit code.
 * A command that dies of a signal, or cannot be started, says so and answers 1.
 */
export function run(command, args, { cwd = root, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    const passOn = (signal) => child.kill(signal);
    process.on('SIGTERM', passOn);
    const done = (code) => {
      process.off('SIGTERM', passOn);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      done(1);
    });
    child.on('close', (code, signal) => {
      if (signal !== null) console.error(`${command} ${args[0] ?? ''}: ended by ${signal}`);
      done(code ?? 1);
    });
  });
}

/**
 * The JavaScript file behind a tool's command.
 * The shims in `node_modules/.bin` need `sed`, which a bare machine may lack; this needs Node only.
 */
export function tool(name, packageName = name) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}

/** Runs a tool of ours (see `tool`) and answers its exit code. */
export function runTool(name, args, packageName = name) {
  return run(process.execPath, [tool(name, packageName), ...args]);
}

/** Goes over to a program of ours in this very process, so that Ctrl-C and exit codes are its own. */
export async function become(file, args) {
  const path = join(root, file);
  process.argv = [process.execPath, path, ...args];
  await import(pathToFileURL(path).href);
}
