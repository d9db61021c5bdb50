import { createHash, timingSafeEqual } from 'node:crypto';

/** The keys that are accepted. With none, any non-empty key is. */
export class KeyRing {
  readonly #digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.#digests = keys.map(digestOf);
  }

  /** What to write in an env line: never a key itself. */
  get example(): string {
    return this.#digests.length === 0 ? 'local' : '<key>';
  }

  /** Takes the same time whichever key is wrong, and wherever it differs. */
  accepts(key: string | undefined): boolean {
    if (key === undefined || key === '') return false;
    if (this.#digests.length === 0) return true;
    const digest = digestOf(key);
    let accepted = false;
    for (const known of this.#digests) accepted = timingSafeEqual(known, digest) || accepted;
    return accepted;
  }
}

/** Equal lengths are what `timingSafeEqual` needs, and hide the length of the key. */
function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
