import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Runs a script that sends one message and ends; answers the message.
 *
 * @param execPath the Node.js it runs under.
 */
export function forkForMessage(script, settings, execPath = process.execPath) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(script), [JSON.stringify(settings)], {
      execArgv: ['--expose-gc'],
      execPath,
    });
    let message;
    child.on('message', (received) => {
      message = received;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (message !== undefined) resolve(message);
      else reject(new Error(`${JSON.stringify(settings)} ended with code ${code}`));
    });
  });
}
