import {
  DogStatsdListener,
  type ListenerOptions,
  type ListenerStats,
} from '@dogstats/dogstatsd/listener';
import type { Clock } from '../clock.js';
import { emptyPayload, type Payload } from '../decode/payload.js';
import { IntakeError } from '../intake-error.js';
import type { DropTally } from '../rules/drop.js';
import type { DogstatsdOptions } from './dogstatsd-options.js';
import { payloadOf } from './flush-payload.js';
import { ListenerLosses } from './listener-losses.js';

/** What was aggregated since the last time, and what was lost on the way. */
export interface DogstatsdBatch {
  readonly payload: Payload;
  readonly losses: DropTally;
  /** Bytes that came in. */
  readonly bytes: number;
}

/** DogStatsD as an intake takes it. */
export interface DogstatsdView {
  /** Such as `udp://127.0.0.1:8125`, what DD_DOGSTATSD_URL is set to; of UDP if there are both. */
  readonly url: string;
  /** `undefined` when UDP is not listened to. */
  readonly udp: { readonly host: string; readonly port: number } | undefined;
  readonly socketPath: string | undefined;
  /** Stores what has come so far, the open bucket included. By itself that happens each second. */
  flush(): void;
  /** Running totals. */
  stats(): ListenerStats;
}

/** So often what has come is stored, if something has. */
const intervalMs = 1_000;
/** Of the time at most this share goes into that. */
const share = 0.1;

/**
 * The door for DogStatsD. Buckets are ten seconds long, as the Agent's are; the open one is stored as
 * far as it is each second, and each time whole, so that nobody has to wait for its end.
 */
export class DogstatsdDoor implements DogstatsdView {
  readonly #listener: DogStatsdListener;
  readonly #losses: ListenerLosses;
  readonly #store: (batch: DogstatsdBatch) => void;
  #timer: NodeJS.Timeout | undefined;
  #datagrams = 0;
  #bytes = 0;

  private constructor(
    listener: DogStatsdListener,
    losses: ListenerLosses,
    store: (batch: DogstatsdBatch) => void,
  ) {
    this.#listener = listener;
    this.#losses = losses;
    this.#store = store;
    this.#await(intervalMs);
  }

  /** @throws {IntakeError} `ERR_PORT_TAKEN`, or `ERR_OPTIONS` when there can't be such a socket */
  static async open(
    options: DogstatsdOptions,
    clock: Clock,
    store: (batch: DogstatsdBatch) => void,
  ): Promise<DogstatsdDoor> {
    const { host, ...rest } = options;
    const losses = new ListenerLosses();
    let door: DogstatsdDoor | undefined;
    try {
      const listener = await DogStatsdListener.listen({
        ...rest,
        ...(host !== undefined && { host }),
        clock: timersOn(clock),
        onFlush: (flush) => {
          if (door !== undefined) door.#hand(payloadOf(flush));
        },
        onProblem: (problem) => losses.note(problem),
      });
      door = new DogstatsdDoor(listener, losses, store);
      return door;
    } catch (error) {
      throw refusalOf(error as NodeJS.ErrnoException, options);
    }
  }

  get udp(): { readonly host: string; readonly port: number } | undefined {
    const udp = this.#listener.udp;
    return udp && { host: udp.host, port: udp.port };
  }

  get socketPath(): string | undefined {
    return this.#listener.socketPath;
  }

  get url(): string {
    const { udp } = this;
    if (udp === undefined) return `unixstream://${this.socketPath}`;
    return `udp://${udp.host.includes(':') ? `[${udp.host}]` : udp.host}:${udp.port}`;
  }

  stats(): ListenerStats {
    return this.#listener.stats();
  }

  flush(): void {
    this.#datagrams = this.stats().datagrams;
    this.#listener.flush();
    // What is broken altogether flushes nothing.
    if (this.#losses.pending(this.stats())) this.#hand(emptyPayload);
  }

  /** Forgets what was not stored yet. */
  clear(): void {
    this.#listener.clear();
    this.#losses.take(this.stats());
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#listener.close();
  }

  #hand(payload: Payload): void {
    const stats = this.stats();
    const bytes = stats.bytes - this.#bytes;
    this.#bytes = stats.bytes;
    this.#store({ payload, losses: this.#losses.take(stats), bytes });
  }

  #await(delayMs: number): void {
    this.#timer = setTimeout(() => {
      const start = performance.now();
      const stats = this.stats();
      if (stats.datagrams !== this.#datagrams || this.#losses.pending(stats)) this.flush();
      this.#await(Math.max(intervalMs, (performance.now() - start) / share));
    }, delayMs).unref();
  }
}

/** Time as the intake has it, waits as they are. They keep no process alive. */
function timersOn(clock: Clock): NonNullable<ListenerOptions['clock']> {
  return {
    now: () => clock.now(),
    monotonic: () => performance.now(),
    setTimeout: (callback, delayMs) => {
      const timer = setTimeout(callback, delayMs).unref();
      return { cancel: () => clearTimeout(timer) };
    },
  };
}

function refusalOf(error: NodeJS.ErrnoException, { udp, socketPath }: DogstatsdOptions): Error {
  const { code, message } = error;
  const isSocket = message.includes(socketPath ?? '\0');
  const where = isSocket ? `socket ${socketPath}` : `UDP port ${udp?.port ?? 8_125}`;
  if (code === 'EADDRINUSE') {
    const problem = `${where} is taken, perhaps by a Datadog Agent: choose another for DogStatsD`;
    return new IntakeError('ERR_PORT_TAKEN', problem, { cause: error });
  }
  return new IntakeError('ERR_OPTIONS', `createIntake: no DogStatsD on ${where}: ${message}`, {
    cause: error,
  });
}
