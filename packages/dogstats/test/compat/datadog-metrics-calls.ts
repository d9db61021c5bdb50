import { createRequire } from 'node:module';
import type * as ours from 'dogstats/compat/datadog-metrics';
import type {
  BufferedMetricsLogger,
  BufferedMetricsLoggerOptions,
} from 'dogstats/compat/datadog-metrics';

export type Module = Omit<typeof ours, 'default' | 'module.exports'>;

// Theirs loads thousands of modules, so once is enough.
export const theirs = createRequire(import.meta.url)('datadog-metrics') as Module;

export interface Series {
  readonly metric: string;
  readonly points: readonly [number, number | number[]][];
}

/** Series that reach the reporter, in two flushes, and what became of these. */
export async function reported(
  { BufferedMetricsLogger: Logger }: Module,
  options: BufferedMetricsLoggerOptions,
  use: (logger: BufferedMetricsLogger) => void,
): Promise<{ flushes: Series[][]; results: unknown[] }> {
  const flushes: Series[][] = [];
  const reporter = {
    async report(series: Series[]): Promise<void> {
      flushes.push(series);
    },
  };
  const logger = new Logger({ reporter, ...options });
  use(logger);
  const results = [await logger.flush()];
  use(logger);
  results.push(await logger.flush(), await logger.flush());
  return { flushes, results };
}

export const at = 1_700_000_000_123;

export const calls: Readonly<Record<string, (logger: BufferedMetricsLogger) => void>> = {
  "gauge('memory', 23)": (l) => l.gauge('memory', 23),
  'gauge, the last value': (l) => {
    l.gauge('memory', 23, ['a:1'], at);
    l.gauge('memory', 24, ['a:1'], at + 5900);
    l.gauge('memory', 25, ['b']);
  },
  "increment('served')": (l) => l.increment('served'),
  'increment, added up': (l) => {
    l.increment('served', 10, ['t'], at);
    l.increment('served', 0, ['t'], at);
    l.increment('served', -3, ['t'], at);
    l.increment('served', null as never, ['t'], at + 1000);
  },
  "histogram('time', 0.248)": (l) => l.histogram('time', 0.248, undefined, at),
  'histogram of many values': (l) => {
    for (let value = 1; value <= 17; value++) l.histogram('time', value % 7, ['t'], at);
  },
  'histogram with options': (l) =>
    l.histogram('time', 2, [], at, { aggregates: ['avg', 'count'], percentiles: [0.99, 0.5] }),
  "distribution('time', 0.248)": (l) => l.distribution('time', 0.248, ['t'], at),
  'distribution over two seconds': (l) => {
    for (const [index, value] of [5, 6, 7].entries())
      l.distribution('d', value, [], at + index * 700);
  },
};
