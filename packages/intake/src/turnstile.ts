/** Lets one at a time through, in the order in which they come. */
export class Turnstile {
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;

  /** Whether nobody is in it or waits for it. */
  get isFree(): boolean {
    return this.#count === 0;
  }

  /** Does the work once all are through that came before. */
  async through<T>(work: () => Promise<T>): Promise<T> {
    this.#count++;
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    try {
      return await done;
    } finally {
      this.#count--;
    }
  }
}
