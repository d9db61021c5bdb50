import { labelText, type PrometheusSeries, type Sample } from '../prometheus/series.js';

/** What becomes of a sample that is not newer than the last one of its series. */
export type OutOfOrder = 'reject' | 'drop' | 'accept';

/** Samples that are remembered of a series, to know them again in a document sent twice. */
const remembered = 128;

/** The order that the store behind Opstrace keeps: of each series only what is newer. */
export class SampleOrder {
  readonly #outOfOrder: OutOfOrder;
  readonly #maxSeries: number;
  /** By labels, each with its last samples; the series written longest ago comes first. */
  readonly #series = new Map<string, Remembered>();

  constructor(outOfOrder: OutOfOrder, maxSeries: number) {
    this.#outOfOrder = outOfOrder;
    this.#maxSeries = maxSeries;
  }

  /**
   * Takes the samples of one series that are in order.
   *
   * @returns those, and why the first of the others was refused
   */
  take({ labels, samples }: PrometheusSeries, tenant: string): Taken {
    const key = labelText(labels);
    const known = this.#series.get(key)?.samples ?? [];
    this.#series.delete(key);
    this.#series.set(key, { labels, samples: known });
    this.#forgetOldest();
    if (this.#outOfOrder === 'accept') {
      for (const sample of samples) problemOf(sample, known);
      known.splice(0, Math.max(known.length - remembered, 0));
      return { samples, problem: undefined };
    }
    const taken: Sample[] = [];
    let problem: string | undefined;
    for (const sample of samples) {
      const why = problemOf(sample, known);
      if (why === '') taken.push(sample);
      else if (why !== undefined) problem ??= `user=${tenant}: ${why} for series ${key}`;
    }
    known.splice(0, Math.max(known.length - remembered, 0));
    return { samples: taken, problem: this.#outOfOrder === 'drop' ? undefined : problem };
  }

  /** The series with their last samples. */
  series(): Iterable<PrometheusSeries> {
    return this.#series.values();
  }

  clear(): void {
    this.#series.clear();
  }

  #forgetOldest(): void {
    if (this.#series.size <= this.#maxSeries) return;
    const [oldest = ''] = this.#series.keys();
    this.#series.delete(oldest);
  }
}

interface Remembered extends PrometheusSeries {
  /** Ascending. */
  readonly samples: Sample[];
}

interface Taken {
  readonly samples: readonly Sample[];
  readonly problem: string | undefined;
}

/** '' for a new sample, which is remembered; nothing for one that came before just so. */
function problemOf(sample: Sample, known: Sample[]): string | undefined {
  const last = known.at(-1);
  if (last === undefined || sample.timestamp > last.timestamp) {
    known.push(sample);
    return '';
  }
  const same = known.find(({ timestamp }) => timestamp === sample.timestamp);
  if (same?.value === sample.value) return undefined;
  const what =
    sample.timestamp === last.timestamp
      ? 'sample with repeated timestamp but different value'
      : 'sample timestamp out of order';
  const [lastAt, at] = [last.timestamp / 1_000, sample.timestamp / 1_000];
  return `${what}; last timestamp: ${lastAt}, incoming timestamp: ${at}`;
}
