import { randomBytes } from 'node:crypto';
import type { MetricPoint } from '@dogstats/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const used = useRig();

/** As the normalisation leaves them: well-formed. */
const nasty = fc
  .oneof(
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      '\u0000',
      '\r\n\r\nGET / HTTP/1.1',
      '"},{"',
      '\\',
      '\u2028',
      ',|#@:',
      '𝒳',
      'é',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
  )
  .map((text) => text.toWellFormed());

/** Names are ASCII letters by the time they get here. */
test('G26 whatever tags and hosts are made of, the intake reads what was meant', async () => {
  const { rig } = used;
  const before = Object.getOwnPropertyNames(Object.prototype);
  const delivery = rig.open();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ tags: fc.array(nasty, { maxLength: 3 }), host: nasty }), {
        minLength: 1,
        maxLength: 8,
      }),
      async (contexts) => {
        const points = contexts.map(({ tags, host }, index): MetricPoint => {
          const point = countPoint(`m${index}`, rig.bucket, index + 1);
          return { ...point, context: { ...point.context, tags, host } } as MetricPoint;
        });

        const report = await rig.write(delivery, points);

        expect(report).toMatchObject({ accepted: points.length, errors: [] });
        const entry = (await rig.journal()).accepted.at(-1);
        const read = entry?.content.series.map(({ metric, values }) => [metric, values]);
        expect(read).toEqual(contexts.map((_context, index) => [`m${index}`, [index + 1]]));
        expect(entry?.content.series.map(({ tags }) => tags)).toEqual(
          contexts.map(({ tags }) => [...tags]),
        );
      },
    ),
    { numRuns: 60 },
  );
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('G26 a tag of a megabyte is one series that is dropped, not a payload', async () => {
  const { rig } = used;
  const huge = countPoint('huge', rig.bucket);
  const noise = randomBytes(750_000).toString('base64');

  const report = await rig.deliver(rig.open(), [
    { ...huge, context: { ...huge.context, tags: [noise] } } as MetricPoint,
    countPoint('small', rig.bucket),
  ]);

  expect(report).toMatchObject({ accepted: 1, dropped: { too_large: 1 } });
  expect((await rig.journal()).metrics).toEqual([['small']]);
});
