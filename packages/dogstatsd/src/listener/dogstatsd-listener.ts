import { hostname } from 'node:os';
import { type Clock, systemClock, type Timer } from '@dogstats/core';
import { parseDatagram } from '../parse/parse-datagram.js';
import { AgentAggregator, type AgentAggregatorOptions } from './agent-aggregator.js';
import { type AgentDrops, type AgentFlush, bucketSeconds } from './agent-flush.js';
import { receiveStream, type StreamReceiver } from './stream-receiver.js';
import { receiveUdp, type UdpOptions, type UdpReceiver } from './udp-receiver.js';

export interface ListenerOptions extends Partial<AgentAggregatorOptions> {
  /** Where to listen for UDP; left out: nowhere. */
  readonly udp?: UdpOptions | undefined;
  /** Path of a Unix stream socket to listen on; left out: none. */
  readonly socketPath?: string | undefined;
  /**
   * Longest payload in a frame of the Unix socket, in bytes.
   * @default 8192
   */
  readonly maxFrameBytes?: number | undefined;
  /** Takes what was aggregated: once per bucket, and at `flush()` and `close()`. */
  readonly onFlush: (flush: AgentFlush) => void;
  /** Told of messages and frames that are broken, and of errors of the sockets. */
  readonly onProblem?: ((problem: Error) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** Running totals of a listener. */
export interface ListenerStats {
  /** Datagrams, or frames of a stream. */
  readonly datagrams: number;
  readonly bytes: number;
  readonly messages: number;
  /** Messages that break the protocol. */
  readonly brokenMessages: number;
  /** Frames that were too long, or cut off. */
  readonly brokenFrames: number;
  readonly dropped: AgentDrops;
}

/**
 * Stands in for the Agent: takes DogStatsD over UDP and a Unix stream socket, and hands on what the
 * Agent would send to Datadog.
 */
export class DogStatsdListener {
  readonly #aggregator: AgentAggregator;
  readonly #clock: Clock;
  readonly #onFlush: (flush: AgentFlush) => void;
  readonly #onProblem: (problem: Error) => void;
  readonly #totals = { datagrams: 0, bytes: 0, messages: 0, brokenMessages: 0, brokenFrames: 0 };
  #udp: UdpReceiver | undefined;
  #stream: StreamReceiver | undefined;
  #timer: Timer | undefined;
  #closing: Promise<void> | undefined;

  /** Use `listen()`. */
  private constructor(options: ListenerOptions) {
    this.#aggregator = new AgentAggregator({ ...options, host: options.host ?? hostname() });
    this.#clock = options.clock ?? systemClock;
    this.#onFlush = options.onFlush;
    this.#onProblem = options.onProblem ?? (() => {});
  }

  /** @throws when one of the addresses can't be had; nothing is left open then. */
  static async listen(options: ListenerOptions): Promise<DogStatsdListener> {
    const listener = new DogStatsdListener(options);
    try {
      await listener.#open(options);
    } catch (error) {
      await listener.close();
      throw error;
    }
    return listener;
  }

  /** Where it listens for UDP, and the receive buffer it was granted. */
  get udp(): Omit<UdpReceiver, 'close'> | undefined {
    return this.#udp;
  }

  get socketPath(): string | undefined {
    return this.#stream?.path;
  }

  stats(): ListenerStats {
    return { ...this.#totals, dropped: this.#aggregator.dropped };
  }

  /**
   * Hands everything on, the open bucket included. That comes again, whole, when it has ended:
   * Datadog keeps the last value of a series and a second.
   */
  flush(): void {
    this.#hand(true);
  }

  /** Forgets what was not handed on yet. Totals go on. */
  clear(): void {
    this.#aggregator.clear();
  }

  /** Stops listening and hands everything on. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#timer?.cancel();
    await Promise.all([this.#udp?.close(), this.#stream?.close()]);
    this.flush();
  }

  async #open({ udp, socketPath, maxFrameBytes = 8192 }: ListenerOptions): Promise<void> {
    const onPayload = (payload: Buffer): void => this.#read(payload);
    if (udp !== undefined) this.#udp = await receiveUdp(udp, onPayload, this.#onProblem);
    if (socketPath !== undefined) {
      this.#stream = await receiveStream(socketPath, maxFrameBytes, {
        onPayload,
        onBrokenFrame: (error) => {
          this.#totals.brokenFrames++;
          this.#onProblem(error);
        },
      });
    }
    this.#await();
  }

  #read(payload: Buffer): void {
    const nowSeconds = this.#clock.now() / 1000;
    this.#totals.datagrams++;
    this.#totals.bytes += payload.length;
    parseDatagram(
      payload,
      (message) => {
        this.#totals.messages++;
        this.#aggregator.add(message, nowSeconds);
      },
      (error) => {
        this.#totals.brokenMessages++;
        this.#onProblem(error);
      },
    );
  }

  /** Waits for the end of the bucket that is open now. */
  #await(): void {
    const width = bucketSeconds * 1000;
    const untilEnd = width - (this.#clock.now() % width);
    this.#timer = this.#clock.setTimeout(() => {
      this.#hand(false);
      this.#await();
    }, untilEnd);
  }

  #hand(withOpen: boolean): void {
    const flush = this.#aggregator.flush(this.#clock.now() / 1000, withOpen);
    if (flush.series.length + flush.events.length + flush.serviceChecks.length === 0) return;
    this.#onFlush(flush);
  }
}
