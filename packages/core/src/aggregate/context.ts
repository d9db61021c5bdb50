import type { MetricType } from '../metric/metric-type.js';
import { asciiJson, escapeBeyondAscii } from '../normalize/ascii-json.js';

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

/** Between the name and the JSON of the tags in an identity. A name has no line end. */
const separator = '\n';

/**
 * A context that lives in an aggregator. Its identity, the key under which it is found, holds the
 * JSON of its tags, so that no cut has to make it again. A structured clone of it is a plain context.
 */
export class LocalContext implements Context {
  readonly type: MetricType;
  readonly name: string;
  readonly host: string;
  readonly tags: readonly string[];
  readonly #identity: string;

  /** @param identity of `identityOf` these parts. */
  constructor({ type, name, host, tags }: Context, identity: string) {
    this.type = type;
    this.name = name;
    this.host = host;
    this.tags = tags;
    this.#identity = identity;
  }

  get identity(): string {
    return this.#identity;
  }

  /** The JSON of a context's tags. */
  static tagsJson(context: Context): string {
    if (!(#identity in context)) return asciiJson(context.tags);
    const identity = context.#identity;
    const start = context.name.length + separator.length;
    // In JSON there is no line end: after it comes a host other than the usual one.
    const end = identity.indexOf(separator, start);
    return end < 0 ? identity.slice(start) : identity.slice(start, end);
  }
}

/**
 * A context as a key within its type.
 *
 * @param host only if it is not the one that nearly all contexts have.
 */
export function identityOf(name: string, tags: readonly string[], host?: string): string {
  // Normalised tags need no escapes within ASCII; that of names is looked through along the way,
  // which makes one flat string of all of it.
  const json = tags.length === 0 ? '[]' : `["${tags.join('","')}"]`;
  const identity = escapeBeyondAscii(`${name}${separator}${json}`);
  return host === undefined ? identity : `${identity}${separator}${host}`;
}
