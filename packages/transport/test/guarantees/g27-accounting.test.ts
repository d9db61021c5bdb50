import type { FaultRule } from '@dogstats/intake';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countPoint, distributionPoint } from '../make-points.js';
import { sum, useRig } from '../rig/rig.js';

const used = useRig();

const fault = fc.constantFrom<FaultRule>(
  { accept: true },
  { accept: true },
  { slow: 1 },
  { dribble: 0 },
  { truncate: 1 },
  { oversize: 100_000 },
  { informational: 103 },
  { garbage: true },
  { close: true },
  { reset: true },
  { acceptThenReset: true },
  { resetOnConnect: true },
  { status: 400 },
  { status: 403 },
  { status: 413 },
  { status: 418 },
  { status: 429, headers: { 'retry-after': '2' } },
  { status: 500 },
  { status: 503 },
  { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
);

const cut = fc.record({
  counts: fc.array(fc.record({ bucket: fc.nat(2), by: fc.integer({ min: 1, max: 9 }) }), {
    maxLength: 5,
  }),
  samples: fc.array(fc.nat(99), { maxLength: 4 }),
});

test('G27 through any faults: recorded = accepted + retained + dropped, and the journal agrees', async () => {
  const { rig } = used;
  await fc.assert(
    fc.asyncProperty(
      fc.array(cut, { minLength: 1, maxLength: 5 }),
      fc.array(fault, { maxLength: 25 }),
      async (cuts, faults) => {
        await rig.intake.clearFaults();
        await rig.intake.reset();
        await rig.intake.respondNext(...faults);
        const delivery = rig.open();
        const totals = new Map<number, number>();
        const reports = cuts.map(({ counts, samples }) => {
          const grown = new Map<number, number>();
          for (const { bucket, by } of counts) {
            const start = rig.bucket - 10 * bucket;
            totals.set(start, (totals.get(start) ?? 0) + by);
            grown.set(start, (grown.get(start) ?? 0) + 1);
          }
          return rig.write(delivery, [
            ...[...grown].map(([start, calls]) => countPoint('a', start, totals.get(start), calls)),
            ...(samples.length > 0 ? [distributionPoint('d', rig.bucket, samples)] : []),
          ]);
        });

        await rig.settle(Promise.all(reports));
        // What is sent once more after an attempt of unknown outcome.
        await rig.untilQuiet();
        const journal = await rig.journal();
        const stats = delivery.stats();
        await rig.finish();

        expect(stats.retained).toBe(0);
        for (const [start, total] of totals) {
          const shown = journal.lastValues.get(`a@${start}`) ?? 0;
          expect(shown).toBeLessThanOrEqual(total);
          if (sum(stats.dropped) === 0) expect(shown).toBe(total);
        }
        const given = cuts.flatMap(({ samples }) => samples).toSorted();
        const taken = journal.samples('d').toSorted();
        if (sum(stats.dropped) === 0 && stats.possiblyDuplicated === 0) {
          expect(taken).toEqual(given);
        }
        expect(taken.length).toBeLessThanOrEqual(given.length + 25 * stats.possiblyDuplicated);
      },
    ),
    { numRuns: 60 },
  );
});
