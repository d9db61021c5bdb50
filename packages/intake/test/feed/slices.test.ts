import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChartView } from '../../src/feed/chart-view.js';
import { Generation } from '../../src/feed/generation.js';
import { openView } from '../../src/feed/open-view.js';
import { Overtaken, Pass } from '../../src/feed/pass.js';
import { readWatch, type Watch } from '../../src/feed/watch.js';
import { defaultIntakeOptions } from '../../src/options.js';
import { PayloadLog } from '../../src/requests/payload-log.js';
import { SeriesStore } from '../../src/store/series-store.js';
import { Tenant } from '../../src/tenants/tenant.js';
import { now } from '../client.js';

const contexts = 500;
const columns = 60;

function write(store: SeriesStore, tag: string, values: readonly number[], type = 'count'): void {
  store.write({
    ...{ metric: 'm', host: '', tags: [tag], interval: 10, resources: 0, values },
    type: type as 'count',
    timestamps: values.map((_, back) => now - 10 * (values.length - 1 - back)),
  });
}

/** What is told of many contexts, in the smallest slices, and what else happens meanwhile. */
async function tellLarge(
  watch: Partial<Watch>,
  { type = 'count', meanwhile = () => {} }: { type?: string; meanwhile?(store: SeriesStore): void },
): Promise<{ told: { charts: ChartView[]; chart: ChartView }[]; turns: number }> {
  const surroundings = { payloads: new PayloadLog(), dogstatsd: () => null };
  const tenant = new Tenant('', defaultIntakeOptions, 'local', surroundings);
  const { store } = tenant;
  for (let n = 0; n < contexts; n++) {
    write(
      store,
      `c:${n}`,
      Array.from({ length: columns }, () => 1),
      type,
    );
  }
  const told: { charts: ChartView[]; chart: ChartView }[] = [];
  const send = (event: string, data: unknown): void => {
    told.push((event === 'metrics' ? { charts: data } : data) as (typeof told)[number]);
  };
  const view = openView({ tenant, surroundings, send }, readWatch(JSON.stringify(watch)));
  let turns = 0;
  let telling = true;
  const others = (): void => {
    if (!telling) return;
    turns++;
    meanwhile(store);
    setImmediate(others);
  };
  setImmediate(others);
  await view.update(new Pass(now * 1_000, 0));
  telling = false;
  view.close();
  return { told, turns };
}

test.each(['metrics', 'metric', 'follow', 'cardinality'] as const)(
  'others have their turn while %s is told of many contexts',
  async (view) => {
    const { told, turns } = await tellLarge(
      { view, metric: 's m', windowSeconds: 3_600, by: 'c', filter: 'c' },
      {},
    );

    expect(told).toHaveLength(1);
    expect(turns).toBeGreaterThan(100);
  },
);

test.each(['count', 'distribution'])(
  'what comes while a chart of a %s is worked out is not in it, not even in part',
  async (type) => {
    let n = 0;
    const meanwhile = (store: SeriesStore): void => {
      for (let end = n + 5; n < end; n++) write(store, `c:${(n * 7) % contexts}`, [1_000], type);
      write(store, `new:${n}`, [1_000], type);
      store.sweep(now + n / 5);
    };
    const { told, turns } = await tellLarge(
      {
        ...{ view: 'metric', aggregate: 'sum', windowSeconds: 3_600 },
        metric: type === 'count' ? 's m' : 'd m',
      },
      { type, meanwhile },
    );

    const chart = told[0]?.chart;
    const total = chart?.lines[0]?.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    expect(turns).toBeGreaterThan(100);
    expect([chart?.contexts, total]).toEqual([contexts, contexts * columns]);
  },
);

test('a generation stays as it was, whatever is written, shortened or forgotten', () => {
  const change = fc.record({
    tag: fc.integer({ min: 0, max: 12 }),
    values: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
    sweep: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change), fc.array(change), fc.boolean(), (before, after, added) => {
      const store = new SeriesStore({ retentionSeconds: 40, maxSeries: 8, maxPoints: 30 });
      const type = added ? 'distribution' : 'count';
      const apply = ({ tag, values, sweep }: (typeof before)[number]): void => {
        write(store, `t:${tag}`, values, type);
        if (sweep) store.sweep(now + tag);
      };
      before.forEach(apply);
      const [metric] = store.metrics();
      if (metric === undefined) return;
      const generation = new Generation(store, [metric], 0);
      const pointsOf = (): number[][] =>
        generation.contextsOf(metric).map((context) => {
          const { points } = generation.read(context);
          return Array.from({ length: points.length }, (_, at) => [
            points.timestampAt(at),
            points.valueAt(at),
          ]).flat();
        });
      const was = pointsOf();
      after.forEach(apply);
      expect(pointsOf()).toEqual(was);
      generation.close();
    }),
  );
});

test('a pass that was overtaken ends at its next pause', async () => {
  const pass = new Pass(0);
  pass.overtake();

  await expect(pass.pause()).rejects.toThrow(Overtaken);
});
