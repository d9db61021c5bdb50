const firstBytes = 16 * 1_024;

/**
 * Puts chunks together as they come.
 *
 * A list of chunks would cost some hundred bytes for each, and a client can send a byte in each.
 */
export class GrowingBuffer {
  readonly #maxBytes: number;
  #bytes = Buffer.alloc(0);
  #length = 0;

  /** @param maxBytes never more are added */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  add(chunk: Buffer): void {
    const length = this.#length + chunk.length;
    if (length > this.#bytes.length) this.#grow(length);
    chunk.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  clear(): void {
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
  }

  #grow(needed: number): void {
    const roomy = Math.max(needed, 2 * this.#bytes.length, firstBytes);
    const bytes = Buffer.allocUnsafe(Math.max(needed, Math.min(roomy, this.#maxBytes)));
    this.#bytes.copy(bytes, 0, 0, this.#length);
    this.#bytes = bytes;
  }
}
