import { StatsD as StatsDClass } from './statsd.js';
import type { ClientOptions } from './types.js';

export type {
  AggregationOptions,
  Cardinality,
  CheckOptions,
  ChildClientOptions,
  ClientOptions,
  DatadogChecks,
  DatadogChecksValues,
  EventOptions,
  MetricOptions,
  RecordingTarget,
  StatsCb,
  Tags,
  TimerContext,
} from './types.js';

export interface StatsDConstructor {
  new (options?: ClientOptions): StatsD;
  (options?: ClientOptions): StatsD;
  readonly prototype: StatsD;
  readonly StatsD: StatsDConstructor;
}

/** A client of hot-shots: `new StatsD(options)`. */
export type StatsD = StatsDClass;

/** hot-shots' constructor, which can be called without `new`, too, and has itself as a property. */
export const StatsD: StatsDConstructor = callable(StatsDClass);

/** @alias */
export default StatsD;
// What `require` gives.
export { StatsD as 'module.exports' };

function callable(client: typeof StatsDClass): StatsDConstructor {
  const proxy = new Proxy(client, {
    apply: (target, _self, given: [options?: ClientOptions]) => new target(...given),
  }) as unknown as StatsDConstructor;
  Object.assign(client, { StatsD: proxy });
  Object.defineProperty(client.prototype, 'constructor', { value: proxy, writable: true });
  return proxy;
}
