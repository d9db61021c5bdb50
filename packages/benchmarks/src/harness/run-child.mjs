import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./sample-child.mjs', import.meta.url));

/** Runs `sample-child.mjs` and answers what it sends. */
export function runChild(settings) {
  return new Promise((resolve, reject) => {
    const child = fork(script, [JSON.stringify(settings)], { execArgv: ['--expose-gc'] });
    let samples;
    child.on('message', (message) => {
      samples = message;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (samples !== undefined) resolve(samples);
      else reject(new Error(`${settings.subject} in ${settings.row} ended with code ${code}`));
    });
  });
}
