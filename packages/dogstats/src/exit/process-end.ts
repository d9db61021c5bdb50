import { isMainThread } from 'node:worker_threads';
import type { Ending, Unsent } from './ending.js';
import { SignalWatch } from './signal-watch.js';
import { unsentLine, writeLine } from './unsent-line.js';

/**
 * Watches for the end of the process on behalf of all instances, with one listener for each event.
 * While no instance is started it listens to nothing.
 */
class ProcessEnd {
  readonly #endings = new Set<Ending>();
  readonly #signals = new SignalWatch(this.#endings, (unsent) => this.#end(unsent));
  #ended = false;

  add(ending: Ending): void {
    if (this.#endings.size === 0) {
      process.on('beforeExit', this.#flush);
      process.on('exit', this.#exit);
      process.on('uncaughtExceptionMonitor', this.#crash);
    }
    this.#endings.add(ending);
    // In a worker, signals never arrive.
    if (ending.handlesSignals && isMainThread) this.#signals.listen();
  }

  remove(ending: Ending): void {
    this.#endings.delete(ending);
    if (![...this.#endings].some(({ handlesSignals }) => handlesSignals)) this.#signals.stop();
    if (this.#endings.size > 0) return;
    process.off('beforeExit', this.#flush);
    process.off('exit', this.#exit);
    process.off('uncaughtExceptionMonitor', this.#crash);
  }

  readonly #flush = (): void => {
    for (const ending of this.#endings) void ending.flush();
  };

  readonly #crash = (): void => {
    // One that catches its uncaught exceptions goes on.
    const goesOn =
      process.listenerCount('uncaughtException') > 0 ||
      process.hasUncaughtExceptionCaptureCallback();
    if (!goesOn) this.#end([]);
  };

  readonly #exit = (): void => this.#end([]);

  /** @param unsent what is lost of instances that are closed already. */
  #end(unsent: readonly Unsent[]): void {
    if (this.#ended) return;
    this.#ended = true;
    const line = unsentLine([...unsent, ...[...this.#endings].map((ending) => ending.leave())]);
    if (line !== undefined) writeLine(line);
  }
}

const key = Symbol.for('dogstats.end.v1');

/** One per process, even when the package is there twice: two would wait for each other's signals. */
function globalProcessEnd(): ProcessEnd {
  const registry = globalThis as { [key]?: ProcessEnd };
  registry[key] ??= new ProcessEnd();
  return registry[key];
}

export const processEnd: Pick<ProcessEnd, 'add' | 'remove'> = globalProcessEnd();
