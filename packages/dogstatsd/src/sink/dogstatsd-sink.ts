import { hostname } from 'node:os';
import {
  type Batch,
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
import { Account } from './account.js';
import { addressUrl, agentAddress } from './agent-address.js';
import { type Channel, SendError } from './channel.js';
import { DatagramPacker } from './datagram-packer.js';
import { detectOrigin } from './detect-origin.js';
import { noticeMessage } from './notice-message.js';
import { type PointOptions, PointPacker } from './pack-point.js';
import { checkedSize, type DogStatsdSinkOptions } from './sink-options.js';
import { StreamChannel } from './stream-channel.js';
import { UdpChannel } from './udp-channel.js';

/** Datagrams under way at once: then the event loop has its turn, and the Agent too. */
const burst = 16;

/** What the Agent reads at once: an event may well be longer than what fits into a packet. */
const largestNoticeBytes = 8192;

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
    this.#framed = isStream;
    this.#maxBytes = checkedSize(options.maxDatagramBytes ?? (isStream ? 8192 : 1432));
    const { origin, tags } = detectOrigin(env, options.originDetection ?? true);
    this.#points = {
      timestamps: options.timestamps ?? false,
      defaultHost: options.defaultHost ?? hostname(),
      origin: { ...origin, cardinality: options.cardinality ?? origin.cardinality },
      tags,
    };
    const clock = options.clock ?? systemClock;
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
