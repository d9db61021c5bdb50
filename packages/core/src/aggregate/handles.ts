import type { Tags } from '../normalize/tags.js';

/** A count with name and tags bound. */
export interface CounterHandle {
  /** Adds to it. */
  increment(value?: number): void;
  /** Takes off it. */
  decrement(value?: number): void;
}

/** A gauge, or a rate per second, with name and tags bound. */
export interface GaugeHandle {
  /** The value it has now. */
  set(value: number): void;
}

/** A histogram or distribution with name and tags bound. */
export interface HistogramHandle {
  /** One of its values. */
  record(value: number): void;
}

/** A set with name and tags bound. */
export interface SetHandle {
  /** Something seen. */
  add(member: string | number): void;
}

/** The handle of each type. */
export interface HandleByType {
  readonly count: CounterHandle;
  readonly gauge: GaugeHandle;
  readonly rate: GaugeHandle;
  readonly histogram: HistogramHandle;
  readonly distribution: HistogramHandle;
  readonly set: SetHandle;
}

/** What a handle does when it has no faster way: the plain call. */
interface PlainCalls {
  increment(name: string, value?: number, tags?: Tags): void;
  decrement(name: string, value?: number, tags?: Tags): void;
  gauge(name: string, value: number, tags?: Tags): void;
  rate(name: string, value: number, tags?: Tags): void;
  histogram(name: string, value: number, tags?: Tags): void;
  distribution(name: string, value: number, tags?: Tags): void;
  set(name: string, member: string | number, tags?: Tags): void;
}

/** Type → a handle over the plain calls of any recorder. */
export const plainHandle: {
  readonly [T in keyof HandleByType]: (
    recorder: PlainCalls,
    name: string,
    tags: Tags | undefined,
  ) => HandleByType[T];
} = {
  count: (recorder, name, tags) => ({
    increment: (value) => recorder.increment(name, value, tags),
    decrement: (value) => recorder.decrement(name, value, tags),
  }),
  gauge: (recorder, name, tags) => ({ set: (value) => recorder.gauge(name, value, tags) }),
  rate: (recorder, name, tags) => ({ set: (value) => recorder.rate(name, value, tags) }),
  histogram: (recorder, name, tags) => ({
    record: (value) => recorder.histogram(name, value, tags),
  }),
  distribution: (recorder, name, tags) => ({
    record: (value) => recorder.distribution(name, value, tags),
  }),
  set: (recorder, name, tags) => ({ add: (member) => recorder.set(name, member, tags) }),
};
