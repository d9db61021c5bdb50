import { fileURLToPath } from 'node:url';
import { DogStats } from 'dogstats';
import { expect, it } from 'vitest';
import { runNode, runProgram } from '../run-program.js';

const program = fileURLToPath(new URL('silent-primary.mjs', import.meta.url));

it('start() throws in a process that has no primary', () => {
  const start = (): void => new DogStats().start({ env: {}, sink: 'primary' });

  expect(start).toThrow(/neither a worker of node:cluster nor a worker thread: leave sink out/);
});

it('a worker keeps what its primary does not take, says so, and counts what it loses', async () => {
  const { ended, output } = runNode([program]);
  expect((await ended).code, output.stderr).toBe(0);
  const { silent, gone, stats } = JSON.parse(output.stdout);

  expect(silent).toMatchObject({ ok: false, retained: 1, dropped: {} });
  expect(output.stderr).toMatch(
    /DS110: the primary does not answer: call dogStats.start\(\) there/,
  );
  expect(gone).toMatchObject({ ok: false, accepted: 0, retained: 0 });
  expect(gone.errors).toEqual([expect.stringMatching(/^ERR_PRIMARY the primary is gone/)]);
  expect(stats).toMatchObject({ recorded: 2, dropped: { ambiguous: 1, sink_failed: 1 } });
});

it('a process without workers does not load node:cluster for it, and ends as before', async () => {
  const { ended, output } = runProgram(`
    dogStats.start({ sink: { mode: 'replace', write: async () => {}, close: async () => {} } });
    await new Promise((resolve) => setTimeout(resolve, 200));
    console.log(process.moduleLoadList.includes('NativeModule cluster'));`);

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output.stdout).toBe('false\n');
});

it('a primary may load node:cluster long after its start()', async () => {
  const { ended, output } = runNode([fileURLToPath(new URL('late-cluster.mjs', import.meta.url))]);

  expect((await ended).code, output.stderr).toBe(0);
  expect(output.stdout).toBe('1\n');
});
