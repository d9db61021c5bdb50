import type { Writable } from 'node:stream';

/** Writes one piece of text after the other to a stream, no faster than it takes them. */
export class TextWriter {
  readonly #destination: Writable;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(destination: Writable) {
    this.#destination = destination;
    destination.on('error', this.#onError);
    destination.on('close', this.#onClose);
    destination.on('drain', this.#onDrain);
  }

  /** @throws what the destination fails with, now or since the last piece. */
  async write(text: string): Promise<void> {
    this.#throwFailure();
    if (this.#destination.write(text)) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#throwFailure();
  }

  /** Takes its hands off the destination, which is not ended. */
  release(): void {
    this.#destination.off('error', this.#onError);
    this.#destination.off('close', this.#onClose);
    this.#destination.off('drain', this.#onDrain);
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #onError = (error: Error): void => {
    this.#failure ??= error;
    this.#wake?.();
  };

  #onClose = (): void => this.#onError(new Error('the destination was closed'));

  #onDrain = (): void => this.#wake?.();
}
