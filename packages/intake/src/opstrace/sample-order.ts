import { labelText, type PrometheusSeries, type Sample } from '../prometheus/series.js';

/** What becomes of a sample that is not newer than the last one of its series. */
export type OutOfOrder = 'reject' | 'drop' | 'accept';

/** Samples that are remembered of a series, to know them again in a document sent twice. */
const remembered = 128;

/** The order that the store behind Opstrace keeps: of each series only what is newer. */
export class SampleOrder {
  readonly #outOfOrder: OutOfOrder;
  readonly #maxSeries: number;
  /** By labels: the last samples, ascending; the series written longest ago comes first. */
  readonly #series = new Map<string, Sample[]>();

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
    if (this.#outOfOrder === 'accept') return { samples, problem: undefined };
    const key = labelText(labels);
    const known = this.#series.get(key) ?? [];
    this.#series.delete(key);
    this.#series.set(key, known);
    const taken: Sample[] = [];
    let problem: string | undefined;
    for (const sample of samples) {
      const why = problemOf(sample, known);
      if (why === '') taken.push(sample);
      else if (why !== undefined) problem ??= `user=${tenant}: ${why} for series ${key}`;
    }
    if (known.length > remembered) known.splice(0, known.length - remembered);
    this.#forgetOldest();
    return { samples: taken, problem: this.#outOfOrder === 'drop' ? undefined : problem };
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
