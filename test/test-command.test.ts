import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/run.mjs';

/** Runs the test command as a user would, not as a child of this vitest. */
function testCommand(...args: string[]) {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
  const { status, stdout } = spawnSync(process.execPath, ['scripts/test.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...Object.fromEntries(entries), NODE_ENV: undefined },
  });
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

describe('npm test', () => {
  it('passes its arguments on and ends with the counts, alone in the last line', () => {
    const { status, lastLine } = testCommand('--project', 'repository', 'counts.test.ts');
    expect(lastLine).toBe('4 passed, 0 failed, 0 skipped');
    expect(status).toBe(0);
  }, 120_000);

  it('fails when nothing could run', () => {
    const { status, lastLine } = testCommand('--project', 'repository', 'no-such-test');
    expect(lastLine).toBe('0 passed, 1 failed, 0 skipped');
    expect(status).toBe(1);
  }, 120_000);
});
