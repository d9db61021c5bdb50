import { type Clock, DogStatsError, systemClock, type Tags, type Timer } from '@dogstats/core';
import { dogStats } from '../global.js';
import type { MetricScope } from '../metric-scope.js';
import { unknownOptions } from '../unknown-options.js';
import type { Collector, CollectorTarget } from './collector.js';
import { cpu } from './cpu.js';
import { eventLoop } from './event-loop.js';
import { gc } from './gc.js';
import { handles } from './handles.js';
import { memory } from './memory.js';

/** What can be left out. */
export type RuntimePart = 'eventLoop' | 'gc' | 'memory' | 'cpu' | 'handles';

const collectors: { readonly [Part in RuntimePart]: (target: CollectorTarget) => Collector } = {
  eventLoop,
  gc,
  memory,
  cpu,
  handles,
};

/** What is collected of the process, and where it goes. */
export interface RuntimeMetricsOptions {
  /**
   * What records: an instance, or a child of one.
   * @default the instance that the program shares
   */
  readonly dogStats?: MetricScope | undefined;
  /**
   * Before each name, joined by a dot; `''` for none.
   * @default 'runtime.node'
   */
  readonly prefix?: string | undefined;
  /** On everything that is recorded. */
  readonly tags?: Tags | undefined;
  /**
   * How often, in seconds, from 1 to 3600.
   * @default 10
   */
  readonly intervalSeconds?: number | undefined;
  /**
   * Parts to leave out are `false`.
   * @default all of them
   */
  readonly parts?: { readonly [Part in RuntimePart]?: boolean | undefined } | undefined;
  /**
   * Series by space of the heap, by type of garbage collection and by type of handle as well: some
   * sixty more.
   * @default false
   */
  readonly detailed?: boolean | undefined;
  /**
   * Source of time.
   * @default the real time
   */
  readonly clock?: Clock | undefined;
}

const known: { readonly [Option in keyof RuntimeMetricsOptions]-?: true } = {
  dogStats: true,
  prefix: true,
  tags: true,
  intervalSeconds: true,
  parts: true,
  detailed: true,
  clock: true,
};

/** The collection that goes on. */
export interface RuntimeMetrics {
  /** Records now what the timer would record next. */
  collect(): void;
  /** Ends the collection. Idempotent. */
  stop(): void;
}

/**
 * Records how the process is doing: event loop, garbage collection, memory, CPU, handles. Its timer
 * does not keep the process alive.
 *
 * @throws {DogStatsError} `ERR_OPTIONS` for options that can't be used.
 */
export function runtimeMetrics(options: RuntimeMetricsOptions = {}): RuntimeMetrics {
  check(options);
  const { prefix = 'runtime.node', intervalSeconds = 10, clock = systemClock } = options;
  const scope = options.dogStats ?? dogStats;
  const target: CollectorTarget = {
    scope: options.tags === undefined ? scope : scope.child({ tags: options.tags }),
    nameOf: (name) => (prefix === '' ? name : `${prefix}.${name}`),
    detailed: options.detailed === true,
    monotonic: () => clock.monotonic(),
  };
  const running: Collector[] = Object.entries(collectors)
    .filter(([part]) => options.parts?.[part as RuntimePart] !== false)
    .map(([, start]) => start(target));
  let timer: Timer;
  const collect = (): void => {
    for (const collector of running) {
      try {
        collector.collect();
      } catch {
        // Node.js throws where it can't open another file, and a timer's error would end the process.
      }
    }
  };
  const schedule = (): void => {
    timer = clock.setTimeout(() => {
      schedule();
      collect();
    }, intervalSeconds * 1000);
  };
  schedule();
  return {
    collect,
    stop() {
      timer.cancel();
      for (const collector of running.splice(0)) collector.stop?.();
    },
  };
}

function check(options: RuntimeMetricsOptions): void {
  const problems = [
    ...unknownOptions(options, Object.keys(known)),
    ...unknownOptions(options.parts ?? {}, Object.keys(collectors)),
  ];
  const { intervalSeconds = 10 } = options;
  if (!(intervalSeconds >= 1 && intervalSeconds <= 3600))
    problems.push(`intervalSeconds has to be from 1 to 3600, not ${String(intervalSeconds)}`);
  if (problems.length > 0) throw new DogStatsError('ERR_OPTIONS', problems.join('; '));
}
