const headBytes = 4;

/** Takes the frames out of a stream: each is a length of four bytes, little-endian, and its payload. */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #onFrame: (payload: Buffer) => void;
  readonly #head = Buffer.alloc(headBytes);
  #headFilled = 0;
  /** The payload that is being read, unless it comes in one piece. */
  #payload: Buffer | undefined;
  #filled = 0;

  /**
   * @param maxBytes longest payload.
   * @param onFrame told of each payload; the bytes are only valid until it returns.
   */
  constructor(maxBytes: number, onFrame: (payload: Buffer) => void) {
    this.#maxBytes = maxBytes;
    this.#onFrame = onFrame;
  }

  /** @returns the length of a frame that is too long: nothing after it can be read; else `undefined`. */
  push(chunk: Buffer): number | undefined {
    for (let at = 0; at < chunk.length; ) {
      if (this.#payload === undefined) {
        at = this.#readHead(chunk, at);
        if (this.#headFilled < headBytes) return undefined;
        const length = this.#head.readUInt32LE();
        if (length > this.#maxBytes) return length;
        this.#headFilled = 0;
        if (chunk.length - at >= length) {
          if (length > 0) this.#onFrame(chunk.subarray(at, at + length));
          at += length;
        } else this.#payload = Buffer.allocUnsafe(length);
      } else at = this.#readPayload(chunk, at, this.#payload);
    }
    return undefined;
  }

  /** Whether the stream may end here without a loss. */
  get isBetweenFrames(): boolean {
    return this.#headFilled === 0 && this.#payload === undefined;
  }

  #readHead(chunk: Buffer, at: number): number {
    const copied = chunk.copy(this.#head, this.#headFilled, at);
    this.#headFilled += copied;
    return at + copied;
  }

  #readPayload(chunk: Buffer, at: number, payload: Buffer): number {
    const copied = chunk.copy(payload, this.#filled, at);
    this.#filled += copied;
    if (this.#filled === payload.length) {
      this.#payload = undefined;
      this.#filled = 0;
      this.#onFrame(payload);
    }
    return at + copied;
  }
}
