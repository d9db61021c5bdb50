import { spawn } from 'node:child_process';
import { root } from './run.mjs';

/** The one pnpm that this repository uses, fetched by npx; see docs/decisions/0001-one-pinned-pnpm.md. */
export const pnpmVersion = '10.34.8';

/** Runs the pinned pnpm; answers its exit code and all it said. */
export function pnpm(args, { cwd = root, onOutput = () => {} } = {}) {
  // --prefer-offline: a pinned version that npx has seen before is not asked for again.
  const npxArgs = ['--prefer-offline', '--yes', `pnpm@${pnpmVersion}`, ...args];
  const env = {
    ...process.env,
    npm_config_update_notifier: 'false',
    // With npm's own waits, a machine without a network is told so only after minutes.
    npm_config_fetch_retry_mintimeout: '1000',
    npm_config_fetch_retry_maxtimeout: '5000',
  };
  return new Promise((resolve) => {
    const child = spawn('npx', npxArgs, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
      onOutput(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => resolve({ code: 1, output: `npx: ${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
