import type { MetricPoint } from '../metric/metric-point.js';
import type { DeliveryReport, Sink, WriteOptions } from '../sink/sink.js';

/** What a test of the contract checks; run each inside a test of your own runner. */
export interface ContractCheck {
  readonly name: string;
  /** Rejects with what is broken. */
  run(): Promise<void>;
}

/**
 * The checks that any sink has to pass, whatever its mode, against a far side that accepts
 * everything:
 *
 * ```ts
 * for (const { name, run } of sinkContract(() => new MySink())) test(name, run);
 * ```
 *
 * @param makeSink makes a fresh sink for each check.
 */
export function sinkContract(makeSink: () => Sink | Promise<Sink>): ContractCheck[] {
  const check = (name: string, body: (sink: Sink) => Promise<void>): ContractCheck => ({
    name,
    run: async () => {
      const sink = await makeSink();
      try {
        await body(sink);
      } finally {
        await sink.close();
      }
    },
  });
  return [
    check('has a mode', async (sink) => {
      expectThat(sink.mode === 'replace' || sink.mode === 'add', `mode is ${sink.mode}`);
    }),
    check('settles an empty batch with nothing in it', async (sink) => {
      const report = await sink.write({ points: [] }, untilDone());
      expectThat(settled(report) === 0, `settled ${settled(report)} of 0 calls`);
    }),
    check('accounts for every call of a batch, in all types', async (sink) => {
      const points = onePointOfEachType();
      const report = await sink.write({ points }, untilDone());
      expectThat(report.accepted === 14, `accepted ${report.accepted} of 14 calls`);
      expectThat(settled(report) === 14, `settled ${settled(report)} of 14 calls`);
    }),
    check('reads a batch once, in order', async (sink) => {
      let reads = 0;
      const points = onePointOfEachType();
      const once = {
        [Symbol.iterator]: () => {
          reads++;
          return points[Symbol.iterator]();
        },
      };
      await sink.write({ points: once }, untilDone());
      expectThat(reads === 1, `read the points ${reads} times`);
    }),
    check('takes points that went through structuredClone', async (sink) => {
      const points = structuredClone(onePointOfEachType());
      const report = await sink.write({ points }, untilDone());
      expectThat(report.accepted === 14, `accepted ${report.accepted} of 14 calls`);
    }),
    check('keeps batches apart that are written side by side', async (sink) => {
      const [first, second] = await Promise.all([
        sink.write({ points: onePointOfEachType() }, untilDone()),
        sink.write({ points: onePointOfEachType().slice(0, 1) }, untilDone()),
      ]);
      expectThat(settled(first) === 14, `settled ${settled(first)} of 14 calls`);
      expectThat(settled(second) === 5, `settled ${settled(second)} of 5 calls`);
    }),
    check('closes twice, and drops what is written afterwards', async (sink) => {
      await sink.close();
      await sink.close();
      const report = await sink.write({ points: onePointOfEachType() }, untilDone());
      expectThat(settled(report) === 14, `settled ${settled(report)} of 14 calls`);
      expectThat(report.accepted === 0, `accepted ${report.accepted} calls after close()`);
    }),
  ];
}

function untilDone(): WriteOptions {
  return { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY };
}

function settled(report: DeliveryReport): number {
  const dropped = Object.values(report.dropped).reduce((sum, calls) => sum + calls, 0);
  return report.accepted + dropped;
}

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`sink contract: ${what}`);
}

/** Fourteen calls in six points. */
function onePointOfEachType(): MetricPoint[] {
  const bucketStart = Math.floor(Date.now() / 10_000) * 10;
  const at = { bucketStart, interval: 10 };
  const context = { host: 'contract', tags: ['env:test'] };
  return [
    {
      ...at,
      type: 'count',
      context: { ...context, type: 'count', name: 'contract.count' },
      samples: 5,
      state: { sum: 7 },
    },
    {
      ...at,
      type: 'gauge',
      context: { ...context, type: 'gauge', name: 'contract.gauge' },
      samples: 1,
      state: { value: -1.5 },
    },
    {
      ...at,
      type: 'rate',
      context: { ...context, type: 'rate', name: 'contract.rate' },
      samples: 1,
      state: { value: 0.25 },
    },
    {
      ...at,
      type: 'histogram',
      context: { ...context, type: 'histogram', name: 'contract.histogram' },
      samples: 3,
      state: { count: 3, sum: 6, min: 1, max: 3, samples: { values: [1, 3, 2] } },
    },
    {
      ...at,
      type: 'set',
      context: { ...context, type: 'set', name: 'contract.set' },
      samples: 2,
      state: { members: ['a', 'b'] },
    },
    {
      ...at,
      type: 'distribution',
      context: { ...context, type: 'distribution', name: 'contract.distribution' },
      samples: 2,
      state: { values: [1, 2] },
    },
  ];
}
