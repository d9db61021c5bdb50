import type {
  CounterHandle,
  GaugeHandle,
  HistogramHandle,
  MetricTimer,
  MetricType,
  OutcomeOf,
  RecordOptions,
  SetHandle,
  TimedDecorator,
  TimedOptions,
  TimingOptions,
} from '@dogstats/core';
import type { MetricDefinition, MetricDefinitions, TagRule } from './metric-definition.js';

type Value = string | number | boolean;

type ValueOf<Rule> = Rule extends 'string'
  ? string
  : Rule extends 'number'
    ? number
    : Rule extends 'boolean'
      ? boolean
      : Rule extends readonly (infer Choice)[]
        ? Choice
        : never;

/** Key of a tag → what its value may be. */
type Values<Tags> = Tags extends readonly string[]
  ? { readonly [Key in Tags[number]]: Value }
  : { readonly [Key in keyof Tags]: ValueOf<Tags[Key]> };

/** The tags of a metric: each of its keys has to be there, unless it ends in `?`, and no other. */
type TagsIn<All> = {
  readonly [Key in keyof All as Key extends `${string}?` ? never : Key]: All[Key];
} & {
  readonly [Key in keyof All as Key extends `${infer Name}?` ? Name : never]?:
    | All[Key]
    | null
    | undefined;
};

/** What a call of a metric has to say as tags. */
export type TagsOf<D extends MetricDefinition> = D extends {
  readonly tags: infer Tags extends readonly string[] | { readonly [key: string]: TagRule };
}
  ? TagsIn<Values<Tags>>
  : { readonly [key: string]: never };

/** Names of the metrics of a type. */
export type NamesOf<Metrics, T extends MetricType> = {
  [Name in keyof Metrics & string]: Metrics[Name] extends { readonly type: T } ? Name : never;
}[keyof Metrics & string];

/** `[tags]` where there is a tag that must be given, else `[tags?]`; then more that is optional. */
type WithTags<D extends MetricDefinition, More extends unknown[]> =
  Record<never, never> extends TagsOf<D>
    ? [tags?: TagsOf<D> | undefined, ...More]
    : [tags: TagsOf<D>, ...More];

type Options = [options?: RecordOptions];

/** What follows the name in a call that needs a value. */
type Sample<D extends MetricDefinition, V = number> = [value: V, ...WithTags<D, Options>];

/** What follows it in a call whose value is 1 when there is none. */
type Step<D extends MetricDefinition> =
  Record<never, never> extends TagsOf<D>
    ? [value?: number | undefined, ...WithTags<D, Options>]
    : [value: number | undefined, ...WithTags<D, Options>];

/** A distribution is timed as one, and nothing else is. */
type Form<D extends MetricDefinition> = D extends { readonly type: 'distribution' }
  ? { readonly distribution: true }
  : { readonly distribution?: false | undefined };

type Timing<D extends MetricDefinition, Tags> = Omit<TimingOptions, 'tags' | 'distribution'> &
  Form<D> &
  (Record<never, never> extends TagsOf<D>
    ? { readonly tags?: Tags | undefined }
    : { readonly tags: Tags });

type TimedTiming<D extends MetricDefinition, Result> = Timing<
  D,
  TagsOf<D> | ((...outcome: Parameters<OutcomeTags<Result>>) => TagsOf<D>)
>;

type OutcomeTags<Result> = Extract<TimedOptions<Result>['tags'], (...outcome: never) => unknown>;

/** Options that must be there when something in them must. */
type Given<Options> =
  Record<never, never> extends Options ? [options?: Options] : [options: Options];

// biome-ignore lint/suspicious/noExplicitAny: the parameters and result of any function at all.
type AnyFunction = (...args: any) => any;

type TimedNames<Metrics> = NamesOf<Metrics, 'histogram'> | NamesOf<Metrics, 'distribution'>;

/** A timer whose tags may be given in two parts; that none is missing in the end is not checked. */
interface TypedTimer<D extends MetricDefinition> extends MetricTimer {
  stop(tags?: Partial<TagsOf<D>>): number;
}

/** The recording calls of `MetricScope`, for the metrics of a catalogue alone. */
export interface TypedMetrics<Metrics extends MetricDefinitions> {
  increment<N extends NamesOf<Metrics, 'count'>>(name: N, ...step: Step<Metrics[N]>): void;
  decrement<N extends NamesOf<Metrics, 'count'>>(name: N, ...step: Step<Metrics[N]>): void;
  count<N extends NamesOf<Metrics, 'count'>>(name: N, ...sample: Sample<Metrics[N]>): void;
  gauge<N extends NamesOf<Metrics, 'gauge'>>(name: N, ...sample: Sample<Metrics[N]>): void;
  rate<N extends NamesOf<Metrics, 'rate'>>(name: N, ...sample: Sample<Metrics[N]>): void;
  histogram<N extends NamesOf<Metrics, 'histogram'>>(name: N, ...sample: Sample<Metrics[N]>): void;
  timing<N extends NamesOf<Metrics, 'histogram'>>(name: N, ...sample: Sample<Metrics[N]>): void;
  distribution<N extends NamesOf<Metrics, 'distribution'>>(
    name: N,
    ...sample: Sample<Metrics[N]>
  ): void;
  set<N extends NamesOf<Metrics, 'set'>>(
    name: N,
    ...sample: Sample<Metrics[N], string | number>
  ): void;

  time<N extends TimedNames<Metrics>, Result>(
    name: N,
    fn: () => Result,
    ...options: Given<TimedTiming<Metrics[N], Awaited<Result>>>
  ): Result;
  timed<N extends TimedNames<Metrics>, F extends AnyFunction>(
    name: N,
    fn: F,
    ...options: Given<TimedTiming<Metrics[N], OutcomeOf<F>>>
  ): F;
  timed<N extends TimedNames<Metrics>>(
    name: N,
    // biome-ignore lint/suspicious/noExplicitAny: what it will be put on is not known here.
    ...options: Given<TimedTiming<Metrics[N], any>>
  ): TimedDecorator;
  timer<N extends TimedNames<Metrics>>(
    name: N,
    options?: Omit<TimingOptions, 'tags' | 'distribution'> &
      Form<Metrics[N]> & { readonly tags?: Partial<TagsOf<Metrics[N]>> },
  ): TypedTimer<Metrics[N]>;

  counter<N extends NamesOf<Metrics, 'count'>>(
    name: N,
    ...tags: WithTags<Metrics[N], []>
  ): CounterHandle;
  boundGauge<N extends NamesOf<Metrics, 'gauge'>>(
    name: N,
    ...tags: WithTags<Metrics[N], []>
  ): GaugeHandle;
  boundRate<N extends NamesOf<Metrics, 'rate'>>(
    name: N,
    ...tags: WithTags<Metrics[N], []>
  ): GaugeHandle;
  boundHistogram<N extends NamesOf<Metrics, 'histogram'>>(
    name: N,
    ...tags: WithTags<Metrics[N], []>
  ): HistogramHandle;
  boundDistribution<N extends NamesOf<Metrics, 'distribution'>>(
    name: N,
    ...tags: WithTags<Metrics[N], []>
  ): HistogramHandle;
  boundSet<N extends NamesOf<Metrics, 'set'>>(
    name: N,
    ...tags: WithTags<Metrics[N], []>
  ): SetHandle;
}
