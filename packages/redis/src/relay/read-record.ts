import { type DropReason, maxNameLength, maxTags, mergeTags, normalizeName } from '@dogstats/core';
import { recordProblem } from '../record/check-record.js';
import type { RawRecord, RawType, SetMember } from '../record/raw-record.js';

/** Why a record can't be used. */
export type RejectReason = DropReason | 'not_json' | 'unknown_type';

/** What a series is: records of one series merge, wherever they lie. */
export interface Series {
  /** The same text for the same series, in all relays of these settings. */
  readonly key: string;
  readonly type: RawType;
  /** As Datadog wants it. */
  readonly name: string;
  /** As Datadog wants them, sorted, the relay's own included. */
  readonly tags: readonly string[];
}

/** A record that can be used. */
export interface ReadRecord {
  readonly id: string;
  readonly series: Series;
  readonly value: RawRecord['value'];
  /** Unix seconds. */
  readonly timestamp: number;
}

export interface ReadOptions {
  /** Tags of every series; a record's tag of the same key wins. */
  readonly globalTags: readonly string[];
  /** Characters that histograms append to their names at most. */
  readonly longestSuffix: number;
}

/** Series that are remembered at most, by what records say of them, and the characters of all of them. */
const mostRemembered = 20_000;
const mostCharacters = 16_777_216;

/** Reads the bodies of records, whoever wrote them. */
export class RecordReader {
  readonly #options: ReadOptions;
  readonly #series = new Map<string, Series>();
  #characters = 0;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  read(id: string, body: string): ReadRecord | RejectReason {
    const parsed = parse(body);
    if (parsed === undefined) return 'not_json';
    const { metric, type, timestamp, tags } = parsed;
    const value = asNumbers(parsed['value']);
    const problem = recordProblem({ metric, type, value, timestamp });
    if (problem !== undefined) return problem === 'invalid_arguments' ? 'unknown_type' : problem;
    const series = this.#seriesOf(type as RawType, metric as string, tags);
    return { id, series, value: value as RawRecord['value'], timestamp: timestamp as number };
  }

  /** Most records are of a series that was just seen: making a series is what reading costs. */
  #seriesOf(type: RawType, metric: string, tags: unknown): Series {
    const said = JSON.stringify([type, metric, tags]);
    let series = this.#series.get(said);
    if (series === undefined) {
      series = this.#makeSeries(type, metric, tags);
      this.#remember(said, series);
    }
    return series;
  }

  #remember(said: string, series: Series): void {
    // Its key has the name and the tags once more, and so has the series.
    const characters = said.length + 2 * series.key.length;
    if (characters > mostCharacters) return;
    this.#characters += characters;
    if (this.#series.size >= mostRemembered || this.#characters > mostCharacters) {
      this.#series.clear();
      this.#characters = characters;
    }
    this.#series.set(said, series);
  }

  #makeSeries(type: RawType, metric: string, given: unknown): Series {
    const { globalTags, longestSuffix } = this.#options;
    const room = type === 'histogram' ? maxNameLength - longestSuffix : maxNameLength;
    const name = normalizeName(metric, room);
    const tags = mergeTags(tagsOf(given), globalTags).slice(0, maxTags);
    return { key: JSON.stringify([type, name, ...tags]), type, name, tags };
  }
}

/** The series that a key stands for. */
export function seriesOf(key: string): Series {
  const [type, name, ...tags] = JSON.parse(key) as [RawType, string, ...string[]];
  return { key, type, name, tags };
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** To Python `True` is 1, and equal to it in a set. */
function asNumbers(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (!Array.isArray(value)) return value;
  return value.map((member: unknown): unknown =>
    typeof member === 'boolean' ? Number(member) : member,
  ) as SetMember[];
}

/** Of an object, and unlike the agent also of a list or a single text. */
function tagsOf(tags: unknown): string[] {
  if (typeof tags === 'string') return [tags];
  if (typeof tags !== 'object' || tags === null) return [];
  if (Array.isArray(tags)) return tags.filter((tag) => typeof tag === 'string');
  return Object.entries(tags)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([key, value]) => (value === '' ? key : `${key}:${value}`));
}
