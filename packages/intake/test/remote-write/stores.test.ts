import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { sendDistribution, sendSeries } from '../client.js';
import { MetricsStore, type StoreName, skipWithoutStore } from './metrics-store.js';

const names: StoreName[] = ['prometheus', 'victoria-metrics'];

describe.each(names)('remote write to %s', (name) => {
  const skip = skipWithoutStore(name);
  let store: MetricsStore;
  let intake: Intake;

  beforeAll(async () => {
    if (!skip) store = await MetricsStore.start(name);
  });
  afterAll(() => store?.stop());
  beforeEach(async () => {
    if (skip) return;
    const remoteWrite = { url: store.writeUrl, settleSeconds: 2 };
    intake = await createIntake({ port: 0, remoteWrite });
  });
  afterEach(() => intake?.close());

  /** Some time before now, so that all of it is settled. */
  const start = Math.floor(Date.now() / 1_000) - 600;

  test.skipIf(skip)('values read back are those that were sent', async () => {
    const usual = [0.1, -7, 0, 1_234.567_8, 1e6];
    // VictoriaMetrics keeps values as decimals of one exponent: nothing else beside such.
    const extreme = name === 'prometheus' ? [1e300, 5e-324, 2 ** 53] : [];
    const points = [...usual, ...extreme].map((value, index): [number, number] => [
      start + index * 10,
      value,
    ]);
    await sendSeries(intake, { metric: 'exact.values', points, host: 'h', tags: ['u:http://x:1'] });
    await intake.remoteWrite?.flush();

    expect(await store.range('exact_values')).toEqual([
      {
        metric: {
          __name__: 'exact_values',
          ddtag_u: 'http://x:1',
          instance: 'h',
          job: 'ddagent',
          type: 'count',
        },
        values: points.map(([time, value]) => [time, expect.toSatisfy(isText(value))]),
      },
    ]);
  });

  test.skipIf(skip)('a distribution is a summary there', async () => {
    await sendDistribution(intake, 'summary', [[start, [1, 2, 3]]]);
    await intake.remoteWrite?.flush();

    const [sum] = await store.range('summary_sum');
    const quantiles = await store.range('summary');
    expect(sum?.values).toEqual([[start, '6']]);
    expect(quantiles.map(({ metric }) => metric['quantile']).sort()).toEqual([
      '0.5',
      '0.75',
      '0.9',
      '0.95',
      '0.99',
    ]);
  });

  test.skipIf(skip)('whatever names and tags are, they are taken', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
    const series = fc.sample(
      fc.record({ metric: text, tags: fc.array(text, { maxLength: 8 }) }),
      100,
    );
    await sendSeries(
      intake,
      ...series.map(({ metric, tags }, n) => ({
        metric: `a${metric}`,
        tags: [...tags, `series:${n}`],
        points: [[start, n]] as [number, number][],
      })),
    );
    await intake.remoteWrite?.flush();

    const { taken, sent, dropped } = intake.remoteWrite?.stats() ?? {};
    expect({ sent, dropped }).toEqual({ sent: taken, dropped: [] });
    expect(taken).toBeGreaterThan(90);
  });

  test.skipIf(skip)('under load, and across a restart of the store, nothing is lost', async () => {
    const series = 300;
    const rounds = 40;
    const send = async (round: number): Promise<void> => {
      await sendSeries(
        intake,
        ...Array.from({ length: series }, (_, n) => ({
          metric: `load.${name}`,
          tags: [`series:${n}`],
          points: [[start + round, n * 1_000 + round]] as [number, number][],
        })),
      );
    };
    for (let round = 0; round < rounds / 2; round++) await send(round);
    const flushed = intake.remoteWrite?.flush();
    await store.end();
    for (let round = rounds / 2; round < rounds; round++) await send(round);
    await expect.poll(() => intake.remoteWrite?.stats().failure).not.toBeNull();
    await store.resume();
    await flushed;
    await intake.remoteWrite?.flush();

    const found = await store.range(`load_${name.replace('-', '_')}`);
    expect(found).toHaveLength(series);
    for (const { metric, values } of found) {
      const n = Number(metric['ddtag_series']);
      const expected = Array.from({ length: rounds }, (_, round) => [
        start + round,
        String(n * 1_000 + round),
      ]);
      expect(unique(values)).toEqual(expected);
    }
    const { sent, taken, dropped } = intake.remoteWrite?.stats() ?? {};
    expect({ sent, taken, dropped }).toEqual({
      sent: series * rounds,
      taken: series * rounds,
      dropped: [],
    });
  });
});

const isText =
  (value: number) =>
  (text: unknown): boolean =>
    Number(text) === value;

/** VictoriaMetrics keeps a sample twice that it was told twice. */
function unique(values: [number, string][]): [number, string][] {
  return [...new Map(values)];
}
