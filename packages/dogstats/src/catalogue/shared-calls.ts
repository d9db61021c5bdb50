import type {
  CounterHandle,
  GaugeHandle,
  HistogramHandle,
  MetricTimer,
  RecordOptions,
  SetHandle,
  Tags,
  Time,
  Timed,
  TimingOptions,
} from '@dogstats/core';
import { dogStats } from '../global.js';
import type { MetricScope } from '../metric-scope.js';

/** Calls of a scope that record metrics, and nothing else. */
type MetricCalls = Omit<MetricScope, 'child' | 'event' | 'serviceCheck'>;

/** The calls of the shared instance. Written out: bound functions are slower than methods. */
export class SharedCalls implements MetricCalls {
  readonly time: Time = dogStats.time;
  readonly timed: Timed = dogStats.timed;

  increment(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    dogStats.increment(name, value, tags, options);
  }

  decrement(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    dogStats.decrement(name, value, tags, options);
  }

  count(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    dogStats.count(name, value, tags, options);
  }

  gauge(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    dogStats.gauge(name, value, tags, options);
  }

  rate(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    dogStats.rate(name, value, tags, options);
  }

  histogram(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    dogStats.histogram(name, value, tags, options);
  }

  timing(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    dogStats.timing(name, value, tags, options);
  }

  distribution(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    dogStats.distribution(name, value, tags, options);
  }

  set(name: string, member: string | number, tags?: Tags, options?: RecordOptions): void {
    dogStats.set(name, member, tags, options);
  }

  timer(name: string, options?: TimingOptions): MetricTimer {
    return dogStats.timer(name, options);
  }

  counter(name: string, tags?: Tags): CounterHandle {
    return dogStats.counter(name, tags);
  }

  boundGauge(name: string, tags?: Tags): GaugeHandle {
    return dogStats.boundGauge(name, tags);
  }

  boundRate(name: string, tags?: Tags): GaugeHandle {
    return dogStats.boundRate(name, tags);
  }

  boundHistogram(name: string, tags?: Tags): HistogramHandle {
    return dogStats.boundHistogram(name, tags);
  }

  boundDistribution(name: string, tags?: Tags): HistogramHandle {
    return dogStats.boundDistribution(name, tags);
  }

  boundSet(name: string, tags?: Tags): SetHandle {
    return dogStats.boundSet(name, tags);
  }
}
