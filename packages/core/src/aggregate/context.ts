import type { MetricType } from '../metric/metric-type.js';

/**
 * The identity under which samples aggregate: type, name, host and the set of tags.
 *
 * Everything in it is already as the wire wants it. Two samples with equal parts meet in one
 * context whatever the order, repetition or spelling of their tags was.
 */
export interface Context {
  readonly type: MetricType;
  /** Normalised, prefix included, at most 200 characters with its longest suffix. */
  readonly name: string;
  /** Host the samples belong to; `''` means none. */
  readonly host: string;
  /** Normalised, sorted and unique, global tags included. */
  readonly tags: readonly string[];
}

/**
 * A context that lives in an aggregator, and remembers the text of its tags from one cut to the
 * next. A structured clone of it is a plain context.
 */
export class LocalContext implements Context {
  readonly type: MetricType;
  readonly name: string;
  readonly host: string;
  readonly tags: readonly string[];
  #tagsText: string | undefined = undefined;

  constructor({ type, name, host, tags }: Context) {
    this.type = type;
    this.name = name;
    this.host = host;
    this.tags = tags;
  }

  /** What `write` makes of the tags of a context, made only once if it is one of this class. */
  static tagsText(context: Context, write: (tags: readonly string[]) => string): string {
    if (!(#tagsText in context)) return write(context.tags);
    context.#tagsText ??= write(context.tags);
    return context.#tagsText;
  }
}
