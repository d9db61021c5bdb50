/** Something that is written to again and again, and knows its neighbours in the order of that. */
export interface Ordered {
  older: this | undefined;
  newer: this | undefined;
}

/**
 * From the one silent longest to the one written last. A write moves one in constant time, however
 * many there are.
 */
export class WriteOrder<T extends Ordered> {
  #oldest: T | undefined;
  #newest: T | undefined;

  /** The one silent longest. */
  get oldest(): T | undefined {
    return this.#oldest;
  }

  /** It was written just now, for the first time or again. */
  touch(item: T): void {
    if (item === this.#newest) return;
    this.remove(item);
    item.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = item;
    else this.#newest.newer = item;
    this.#newest = item;
  }

  /** Does nothing when it is not there. */
  remove(item: T): void {
    const { older, newer } = item;
    if (older !== undefined) older.newer = newer;
    else if (this.#oldest === item) this.#oldest = newer;
    if (newer !== undefined) newer.older = older;
    else if (this.#newest === item) this.#newest = older;
    item.older = undefined;
    item.newer = undefined;
  }
}
