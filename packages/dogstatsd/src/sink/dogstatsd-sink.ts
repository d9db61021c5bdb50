import { hostname } from 'node:os';
import {
  type Batch,
  type Clock,
  type DeliveryReport,
  DogStatsError,
  type Notice,
  type NoticeReport,
  type Sink,
  type SinkStats,
  systemClock,
  type WriteOptions,
} from '@dogstats/core';
import { encodeMessage } from '../encode/encode-message.js';
import type { Cardinality } from '../message/message.js';
import { Account } from './account.js';
import { type AddressEnvironment, addressUrl, agentAddress } from './agent-address.js';
import { type Channel, SendError } from './channel.js';
import { DatagramPacker } from './datagram-packer.js';
import { detectOrigin, type OriginEnvironment } from './detect-origin.js';
import { noticeMessage } from './notice-message.js';
import { type PointOptions, PointPacker } from './pack-point.js';
import { StreamChannel } from './stream-channel.js';
import { UdpChannel } from './udp-channel.js';

export interface DogStatsdSinkOptions {
  /**
   * `udp://host:port` or `unixstream:///path`.
   * @default DD_DOGSTATSD_URL, DD_DOGSTATSD_SOCKET, DD_AGENT_HOST with DD_DOGSTATSD_PORT, or
   *   udp://127.0.0.1:8125
   */
  readonly url?: string | undefined;
  /**
   * Sends counts, gauges and rates with the start of their bucket as their time (`|T`, Agent 7.40). The
   * Agent then adds nothing up: processes of one host, and flushes of one bucket, overwrite each other.
   * @default false
   */
  readonly timestamps?: boolean | undefined;
  /**
   * Longest datagram, in bytes.
   * @default 1432 over UDP, 8192 over a socket
   */
  readonly maxDatagramBytes?: number | undefined;
  /**
   * The host that the Agent gives to metrics by itself: any other is sent as a `host:` tag.
   * @default the name of this machine
   */
  readonly defaultHost?: string | undefined;
  /**
   * Whether messages say in which container this process runs.
   * @default true, unless DD_ORIGIN_DETECTION_ENABLED is false
   */
  readonly originDetection?: boolean | undefined;
  /**
   * How many tags the Agent adds for this process.
   * @default DD_CARDINALITY, or what the Agent is set to
   */
  readonly cardinality?: Cardinality | undefined;
  /** Where the variables are read. @default process.env */
  readonly env?: (AddressEnvironment & OriginEnvironment) | undefined;
  readonly clock?: Clock | undefined;
}

/** Datagrams under way at once: then the event loop has its turn, and the Agent too. */
const burst = 16;

/** What the Agent reads at once: an event may well be longer than what fits into a packet. */
const largestNoticeBytes = 8192;

const smallestDatagramBytes = 64;
const largestDatagramBytes = 65_507;

/**
 * Hands points to a Datadog Agent over DogStatsD. Accepted means that the kernel has taken them.
 *
 * The Agent adds up what the processes of its host send; so what goes to it is what came since the
 * last flush, without a time of its own, and nothing goes twice.
 */
export class DogStatsdSink implements Sink {
  readonly mode = 'add';
  /** Where it sends to. */
  readonly url: string;
  readonly #channel: Channel;
  readonly #maxBytes: number;
  readonly #framed: boolean;
  readonly #points: PointOptions;
  readonly #clock: Clock;
  readonly #totals = new Account();
  #handedOver = 0;
  #closed = false;
  readonly #writing = new Set<Promise<unknown>>();

  /** @throws {DogStatsError} `ERR_OPTIONS` when there is no such address. */
  constructor(options: DogStatsdSinkOptions = {}) {
    const env = options.env ?? process.env;
    const address = agentAddress(options.url, env);
    const isStream = address.kind === 'stream';
    this.url = addressUrl(address);
    this.#clock = options.clock ?? systemClock;
    this.#framed = isStream;
    this.#maxBytes = checkedSize(options.maxDatagramBytes ?? (isStream ? 8192 : 1432));
    const { origin, tags } = detectOrigin(env, options.originDetection ?? true);
    this.#points = {
      timestamps: options.timestamps ?? false,
      defaultHost: options.defaultHost ?? hostname(),
      origin: { ...origin, cardinality: options.cardinality ?? origin.cardinality },
      tags,
    };
    const clock = this.#clock;
    this.#channel = isStream
      ? new StreamChannel({ path: address.path, clock })
      : new UdpChannel({ host: address.host, port: address.port, clock });
  }

  write(batch: Batch, options: WriteOptions): Promise<DeliveryReport> {
    return this.#underWay(this.#write(batch, options));
  }

  /** Sends events and service checks, each in a datagram of its own. */
  deliver(notices: readonly Notice[]): Promise<NoticeReport> {
    return this.#underWay(this.#deliver(notices));
  }

  hurry(): void {
    this.#channel.hurry();
  }

  stats(): SinkStats {
    const { accepted, dropped } = this.#totals;
    const { warning } = this.#channel;
    return {
      accepted,
      retained: this.#handedOver - accepted - dropped.total,
      dropped: dropped.counts(),
      errors: warning === undefined ? [] : [warning],
    };
  }

  /** Waits for the kernel to take what is under way; what waits for an Agent is given up. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#channel.close();
    await Promise.allSettled(this.#writing);
  }

  async #underWay<T>(work: Promise<T>): Promise<T> {
    this.#writing.add(work);
    try {
      return await work;
    } finally {
      this.#writing.delete(work);
    }
  }

  async #deliver(notices: readonly Notice[]): Promise<NoticeReport> {
    const account = new Account();
    for (const notice of notices) {
      if (this.#closed) account.drop('shutdown', 1);
      else await this.#deliverOne(notice, account);
    }
    return { ...account.report(), eventIds: [] };
  }

  async #deliverOne(notice: Notice, account: Account): Promise<void> {
    const limit = Math.max(this.#maxBytes, largestNoticeBytes);
    let bytes: Buffer | undefined;
    try {
      bytes = encodeMessage(noticeMessage(notice, this.#points));
    } catch {
      // Longer than any datagram, or without a name: neither can be sent.
    }
    if (bytes === undefined || bytes.length > limit)
      account.drop('too_large', 1, noticeTooLongError(notice, limit));
    else await this.#send(this.#framed ? frame(bytes) : bytes, 1, false, account);
  }

  async #write(batch: Batch, { deadline }: WriteOptions): Promise<DeliveryReport> {
    const account = new Account(this.#totals);
    const keepAlive = Number.isFinite(deadline);
    let sending: Promise<void>[] = [];
    const packer = new DatagramPacker({
      maxBytes: this.#maxBytes,
      framed: this.#framed,
      onDatagram: (datagram, calls) => {
        sending.push(this.#send(datagram, calls, keepAlive, account));
      },
      onTooLong: ({ name }, calls) =>
        account.drop('too_large', calls, tooLongError(name, this.#maxBytes)),
    });
    const points = new PointPacker(packer, this.#points);
    for (const point of batch.points) {
      this.#handedOver += point.samples;
      if (this.#closed) account.drop('shutdown', point.samples);
      else points.pack(point);
      if (sending.length < burst) continue;
      await Promise.all(sending);
      sending = [];
    }
    packer.flush();
    await Promise.all(sending);
    account.note(this.#channel.warning);
    return account.report();
  }

  async #send(
    datagram: Buffer,
    calls: number,
    keepAlive: boolean,
    account: Account,
  ): Promise<void> {
    try {
      await this.#channel.send(datagram, keepAlive);
      account.accept(calls);
    } catch (error) {
      const reason = error instanceof SendError ? error.reason : 'sink_failed';
      account.drop(reason, calls, error as Error);
    }
  }
}

function checkedSize(bytes: number): number {
  if (Number.isInteger(bytes) && bytes >= smallestDatagramBytes && bytes <= largestDatagramBytes)
    return bytes;
  throw new DogStatsError(
    'ERR_OPTIONS',
    `maxDatagramBytes ${bytes} is not from ${smallestDatagramBytes} to ${largestDatagramBytes}`,
  );
}

function frame(payload: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(payload.length);
  return Buffer.concat([head, payload]);
}

function noticeTooLongError(notice: Notice, maxBytes: number): DogStatsError {
  const what = notice.kind === 'event' ? `event '${notice.title}'` : `check '${notice.name}'`;
  return new DogStatsError(
    'ERR_SINK',
    `${what.slice(0, 80)} dropped: it is longer than the ${maxBytes} bytes that an Agent reads at once`,
  );
}

function tooLongError(metric: string, maxBytes: number): DogStatsError {
  return new DogStatsError(
    'ERR_SINK',
    `metric '${metric}' dropped: with its tags it is longer than a datagram of ${maxBytes} bytes`,
  );
}
