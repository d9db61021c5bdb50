import { expect, test } from 'vitest';
import { runProgram } from '../run-program.js';

test('G7 a million tag sets keep memory bounded, and their count exact', async () => {
  const { ended, output } = runProgram(
    `let sum = 0, overflow = 0;
     // The run may go on in another bucket: a series that is there once more is the same.
     const series = new Set();
     const sink = {
       mode: 'replace',
       close: async () => {},
       async write({ points }) {
         let accepted = 0;
         for (const { samples, state, context } of points) {
           accepted += samples;
           sum += state.sum;
           series.add(context.tags.join());
           if (context.tags.includes('dogstats.overflow:true')) overflow += state.sum;
         }
         return { accepted, dropped: {}, possiblyDuplicated: 0, errors: [] };
       },
     };
     dogStats.start({ sink, rollUpIntervalSeconds: 600, autoFlush: false, logger: console });
     const used = () => { gc(); return process.memoryUsage().heapUsed / 2 ** 20; };
     const before = used();
     for (let call = 0; call < 1_000_000; call++) dogStats.increment('m', 1, { user: call });
     const grown = used() - before;
     const { contexts, recorded } = dogStats.stats();
     const { ok, accepted } = await dogStats.flush({ timeoutMs: 30_000 });
     console.log(JSON.stringify({ contexts, recorded, ok, accepted, sum, series: series.size, overflow, grown }));`,
    { args: ['--expose-gc'] },
  );

  expect(await ended, output.stderr).toEqual({ code: 0, signal: null });
  const { grown, ...found } = JSON.parse(output.stdout.trim().split('\n').at(-1) ?? '');
  expect(found).toEqual({
    contexts: 50_001,
    recorded: 1_000_000,
    ok: true,
    accepted: 1_000_000,
    sum: 1_000_000,
    series: 50_001,
    overflow: 950_000,
  });
  // About 30 MiB; a context for each would be several times that.
  expect(grown).toBeLessThan(100);
  expect(output.stderr.match(/"?user"?/g)?.length).toBeGreaterThan(0);
});

test('G7 a flush for each request leaves nothing behind with what an outage holds up', async () => {
  const { ended, output } = runProgram(
    `const never = () => new Promise(() => {});
     const sink = {
       mode: 'replace',
       close: async () => {},
       deliver: never,
       write({ points }) { for (const _ of points); return never(); },
     };
     dogStats.start({ sink, autoFlush: false, logger: console });
     const request = () => {
       dogStats.distribution('duration', 1);
       dogStats.serviceCheck('up', 'ok');
       return dogStats.flush({ timeoutMs: 0 });
     };
     const used = () => { gc(); return process.memoryUsage().heapUsed / 2 ** 20; };
     await request();
     const before = used();
     for (let call = 0; call < 1_000; call++) await request();
     console.log(JSON.stringify({ grown: used() - before, retained: dogStats.stats().retained }));
     process.exit();`,
    { args: ['--expose-gc'] },
  );

  expect(await ended, output.stderr).toEqual({ code: 0, signal: null });
  const { grown, retained } = JSON.parse(output.stdout.trim().split('\n').at(-1) ?? '');
  expect(retained).toBe(1_001);
  // About 3 MiB; a reaction on each open batch for each flush would be more than 100.
  expect(grown).toBeLessThan(20);
});
