import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeDogStats, missing } from './make-dog-stats.js';
import { ScriptedSink } from './scripted-sink.js';

const _start = 1_780_000_000;

/** Lets everything happen that needs no time. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('record' as const), tag: fc.nat({ max: 2 }) }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'flush' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'accept' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'drop' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'fail' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.integer({ min: 1, max: 30 }),
    }),
  },
);

test('any interleaving of record, flush, timer and failure adds up, under last-write-wins', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const sink = new ScriptedSink();
      const { dogStats, clock } = makeDogStats({ sink });
      const flushes: Promise<{ ok: boolean; accepted: number }>[] = [];
      let recorded = 0;
      let lost = 0;
      for (const each of steps) {
        if (each.do === 'record') {
          recorded++;
          dogStats.increment('m', 1, { tag: each.tag });
        } else if (each.do === 'flush') flushes.push(dogStats.flush());
        else if (each.do === 'accept') sink.accept();
        else if (each.do === 'wait') await clock.advance(each.seconds * 1000);
        else {
          lost += sink.pending[0]?.samples ?? 0;
          if (each.do === 'drop') sink.drop('refused');
          else sink.fail();
        }
        await settle();
        expect(missing(dogStats.stats())).toBe(0);
      }
      for (const _ of [1, 2, 3]) {
        flushes.push(dogStats.flush());
        while (sink.accept()) await settle();
      }
      await clock.advance(2000);
      await Promise.all(flushes);

      const held = new Map<string, number>();
      for (const point of sink.accepted) {
        if (point.type !== 'count') continue;
        held.set(`${point.context.tags} ${point.bucketStart}`, point.state.sum);
      }
      const total = [...held.values()].reduce((sum, value) => sum + value, 0);
      const { accepted, retained, dropped } = dogStats.stats();
      expect([retained, accepted]).toEqual([0, recorded - lost]);
      expect((dropped.refused ?? 0) + (dropped.sink_failed ?? 0)).toBe(lost);
      expect(total).toBeLessThanOrEqual(recorded);
      expect(total).toBeGreaterThanOrEqual(accepted);
      if (lost === 0) expect(total).toBe(recorded);
      await dogStats.close();
    }),
    { numRuns: Number(process.env['DOGSTATS_PROPERTY_RUNS'] ?? 200) },
  );
});
