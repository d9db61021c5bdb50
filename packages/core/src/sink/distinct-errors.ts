/** A report is read by people: a few errors say what is wrong. */
const most = 5;

/** The first few errors of a report, each message once. */
export class DistinctErrors {
  readonly #byMessage = new Map<string, Error>();

  /** Takes no notice of `undefined`. */
  add(error: Error | undefined): void {
    if (error === undefined || this.#byMessage.size === most) return;
    if (!this.#byMessage.has(error.message)) this.#byMessage.set(error.message, error);
  }

  list(): Error[] {
    return [...this.#byMessage.values()];
  }
}
