/** What one kind of thing may take of a tenant's memory, as JSON. */
const maxBytes = 16 * 1_048_576;
const maxEntries = 10_000;

/** Things of one kind by id, in the order in which they were made; past the bounds the oldest go. */
export class Shelf<T extends object> {
  readonly #things = new Map<string, { readonly thing: T; readonly bytes: number }>();
  #bytes = 0;

  get(id: string): T | undefined {
    return this.#things.get(id)?.thing;
  }

  /**
   * Adds a thing, or puts it in the place of the one that has its id. One that is larger than all may be
   * is the only one then; a request has its own limit.
   *
   * @param json what of it counts, where that is not the thing itself.
   */
  put(id: string, thing: T, json: unknown = thing): T {
    const bytes = Buffer.byteLength(JSON.stringify(json));
    this.#bytes += bytes - (this.#things.get(id)?.bytes ?? 0);
    this.#things.set(id, { thing, bytes });
    for (const oldest of this.#things.keys()) {
      const full = this.#bytes > maxBytes || this.#things.size > maxEntries;
      if (!full) break;
      if (oldest !== id) this.delete(oldest);
    }
    return thing;
  }

  /** Whether there was one. */
  delete(id: string): boolean {
    this.#bytes -= this.#things.get(id)?.bytes ?? 0;
    return this.#things.delete(id);
  }

  all(): T[] {
    return [...this.#things.values()].map(({ thing }) => thing);
  }

  clear(): void {
    this.#things.clear();
    this.#bytes = 0;
  }
}
