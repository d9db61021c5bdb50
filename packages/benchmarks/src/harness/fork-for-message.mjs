import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs a script that sends one message and ends; answers the message. */
export function forkForMessage(script, settings) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(script), [JSON.stringify(settings)], {
      execArgv: ['--expose-gc'],
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
