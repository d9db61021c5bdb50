import { randomBytes } from 'node:crypto';

/**
 * Ids of records. Redis sorts records of one score by id, and a Chouette agent merges neighbours
 * only: so ids begin with the series, and then keep the order of writing.
 */
export class RecordIds {
  readonly #writer = randomBytes(4).toString('hex');
  #sequence = 0;

  /** @param seriesHash of the record's metric, type and tags. */
  next(seriesHash: string): string {
    return `${seriesHash}-${this.#writer}-${this.#count()}`;
  }

  /** For points that later ones replace: in the order of writing, over all series and processes. */
  nextInTime(nowMs: number): string {
    return `${String(Math.floor(nowMs)).padStart(14, '0')}-${this.#writer}-${this.#count()}`;
  }

  #count(): string {
    return String(this.#sequence++).padStart(12, '0');
  }
}
