interface Flushable {
  flush(): Promise<unknown>;
}

/** Those that flush by themselves; one listener of the process for all. */
const running = new Set<FlushTimer>();

/** Flushes every few seconds, one flush after the other, and before the process ends by itself. */
export class FlushTimer {
  readonly #target: Flushable;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(target: Flushable, intervalSeconds: number) {
    this.#target = target;
    this.#intervalMs = intervalSeconds * 1000;
  }

  start(): void {
    if (running.has(this) || this.#intervalMs <= 0) return;
    if (running.size === 0) process.on('beforeExit', flushAll);
    running.add(this);
    this.#next();
  }

  stop(): void {
    clearTimeout(this.#timer);
    running.delete(this);
    if (running.size === 0) process.off('beforeExit', flushAll);
  }

  /** Flushes; its errors are told by the target. */
  async flush(): Promise<void> {
    await this.#target.flush().catch(() => undefined);
  }

  #next(): void {
    this.#timer = setTimeout(() => void this.#turn(), this.#intervalMs);
    this.#timer.unref();
  }

  async #turn(): Promise<void> {
    await this.flush();
    if (running.has(this)) this.#next();
  }
}

/** A last time: whatever fails now must not keep the process alive. */
function flushAll(): void {
  for (const timer of [...running]) {
    timer.stop();
    void timer.flush();
  }
}
