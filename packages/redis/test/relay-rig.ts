import { systemClock } from '@dogstats/core';
import { createIntake, type Intake } from '@dogstats/intake';
import { ChouetteClient, type ChouetteClientOptions } from '@dogstats/redis';
import { RedisRelay, type RedisRelayOptions } from '@dogstats/redis/relay';
import { createClient } from 'redis';
import { type Observer, openObserver } from './redis-clients.js';
import { RedisServer } from './redis-server.js';

/** Start of a bucket that has been over for a minute, unix seconds. */
export function recentBucket(): number {
  return Math.floor(Date.now() / 10_000) * 10 - 60;
}

/** When a relay is, and where it delivers. */
export interface RelayPlace {
  readonly aheadSeconds?: number;
  /** Unix seconds at which its clock stands still. */
  readonly atSeconds?: number;
  readonly url?: string;
}

/** A Redis, an intake, and what goes between them. */
export class RelayRig {
  readonly server: RedisServer;
  readonly intake: Intake;
  readonly observer: Observer;
  readonly #closing: (() => unknown)[] = [];

  static async start(): Promise<RelayRig> {
    const server = await RedisServer.start();
    const intake = await createIntake({ port: 0 });
    return new RelayRig(server, intake, await openObserver(server.url));
  }

  private constructor(server: RedisServer, intake: Intake, observer: Observer) {
    this.server = server;
    this.intake = intake;
    this.observer = observer;
  }

  async reset(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
    this.intake.reset();
    await this.observer.flushAll();
  }

  async stop(): Promise<void> {
    await this.reset();
    this.observer.destroy();
    await this.intake.close();
    await this.server.stop();
  }

  connect() {
    const client = createClient({ url: this.server.url });
    this.#closing.push(() => client.destroy());
    return client;
  }

  /** A writer. */
  writer(options: Partial<ChouetteClientOptions> = {}): ChouetteClient {
    const writer = new ChouetteClient({ client: this.connect(), ...options });
    this.#closing.push(() => writer.close());
    return writer;
  }

  /** A relay whose time is ahead by so many seconds, or stands still at one. */
  relay(
    options: Partial<RedisRelayOptions> = {},
    { aheadSeconds = 0, atSeconds, url = '' }: RelayPlace = {},
  ): RedisRelay {
    const now = (): number =>
      atSeconds === undefined ? Date.now() + aheadSeconds * 1000 : atSeconds * 1000;
    const clock = { ...systemClock, now };
    const delivery = { apiKey: 'local', url: url === '' ? this.intake.url : url };
    const client = this.connect();
    const relay = new RedisRelay({ client, delivery, clock, settleSeconds: 0, ...options });
    this.#closing.push(() => relay.close());
    return relay;
  }

  /** Writes a record as some other program would. */
  async writeRaw(id: string, score: number, body: string): Promise<void> {
    const raw = 'chouette:metrics:raw';
    const transaction = this.observer.multi().zAdd(`${raw}.keys`, { score, value: id });
    await transaction.hSet(`${raw}.values`, id, body).exec();
  }

  /** The last values that the intake holds of a metric, by second. */
  values(metric: string): Record<number, number> {
    const all = this.intake.series({ metric });
    return Object.fromEntries(
      all.flatMap(({ points }) => points.map(({ timestamp, value }) => [timestamp, value])),
    );
  }

  /** Entries of the list of the rejected, newest first. */
  async rejected(): Promise<{ reason: string; id: string; body: string | null }[]> {
    const entries = await this.observer.lRange('chouette:metrics:raw:rejected', 0, -1);
    return entries.map((entry) => JSON.parse(entry));
  }
}
