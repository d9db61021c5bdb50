import { createHash, timingSafeEqual } from 'node:crypto';

interface KnownKey {
  readonly digest: Buffer;
  readonly tenant: string;
}

/** The keys that are accepted, and whose they are. With none, any non-empty key is. */
export class KeyRing {
  readonly #known: readonly KnownKey[];

  /** @param keys by tenant; '' is the one that has no name */
  constructor(keys: Readonly<Record<string, readonly string[]>>) {
    this.#known = Object.entries(keys).flatMap(([tenant, list]) =>
      list.map((key) => ({ digest: digestOf(key), tenant })),
    );
  }

  /** Whether any non-empty key will do. */
  get isOpen(): boolean {
    return this.#known.length === 0;
  }

  /** What to write in an env line: never a key itself. */
  get example(): string {
    return this.isOpen ? 'local' : '<key>';
  }

  accepts(key: string | undefined): boolean {
    return this.tenantOf(key) !== undefined;
  }

  /**
   * Whose key it is; nothing when it is not accepted.
   *
   * Takes the same time whichever key is wrong, and wherever it differs.
   */
  tenantOf(key: string | undefined): string | undefined {
    if (key === undefined || key === '') return undefined;
    if (this.isOpen) return '';
    const digest = digestOf(key);
    let found: string | undefined;
    for (const known of this.#known) {
      if (timingSafeEqual(known.digest, digest)) found = known.tenant;
    }
    return found;
  }
}

/** Equal lengths are what `timingSafeEqual` needs, and hide the length of the key. */
function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
