import type { Ending, Unsent } from './ending.js';

/** What asks a process to end, and does so by default. */
const endingSignals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Closes all instances before a signal ends the process, with the status that the signal gives.
 *
 * Where the program listens for a signal itself, its end is the program's affair: what is there is
 * flushed at once, and nothing else happens. A second signal ends the process without waiting.
 */
export class SignalWatch {
  readonly #endings: ReadonlySet<Ending>;
  readonly #leave: (unsent: readonly Unsent[]) => void;
  #listens = false;
  #isEnding = false;
  readonly #unsent: Unsent[] = [];

  constructor(endings: ReadonlySet<Ending>, leave: (unsent: readonly Unsent[]) => void) {
    this.#endings = endings;
    this.#leave = leave;
  }

  listen(): void {
    if (this.#listens) return;
    this.#listens = true;
    // First, so that listeners for one time are still there to be counted.
    for (const signal of endingSignals) process.prependListener(signal, this.#onSignal);
  }

  stop(): void {
    // While it ends, the last instance is closed, and a second signal still counts.
    if (!this.#listens || this.#isEnding) return;
    this.#listens = false;
    for (const signal of endingSignals) process.off(signal, this.#onSignal);
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) - 1 - signalExitListeners() > 0) {
      for (const ending of this.#endings) void ending.flush();
    } else if (this.#isEnding) {
      this.#end(signal);
    } else {
      this.#isEnding = true;
      void this.#closeAll().then(() => this.#end(signal));
    }
  };

  async #closeAll(): Promise<void> {
    await Promise.all(
      [...this.#endings].map(async (ending) => this.#unsent.push(await ending.close())),
    );
  }

  #end(signal: NodeJS.Signals): void {
    this.#isEnding = false;
    this.stop();
    this.#leave(this.#unsent);
    process.kill(process.pid, signal);
  }
}

/**
 * Listeners of the package signal-exit, versions 4 and 3, which is in many trees. They end the
 * process only when there are no others, ours included: waiting for them, it would never end.
 */
function signalExitListeners(): number {
  type Emitter = { readonly count?: unknown } | undefined;
  const version4 = (globalThis as Record<symbol, Emitter>)[Symbol.for('signal-exit emitter')];
  const version3 = (process as unknown as Record<string, Emitter>)['__signal_exit_emitter__'];
  return [version4, version3].reduce((sum, emitter) => {
    const count = emitter?.count;
    return sum + (typeof count === 'number' ? count : 0);
  }, 0);
}
