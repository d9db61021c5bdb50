import type { NodeRedisClient } from './redis-client.js';
import type { RedisConnection } from './redis-connection.js';
import { silence } from './silence.js';

interface Single {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  sendCommand(args: readonly string[]): Promise<unknown>;
  multi(): { addCommand(args: readonly string[]): unknown; exec(): Promise<unknown> };
}

interface Cluster {
  readonly isOpen: boolean;
  /** Absent before version 5. */
  readonly isReady?: boolean;
  sendCommand(key: string, isReadonly: boolean, args: readonly string[]): Promise<unknown>;
  multi(key: string): {
    addCommand(key: string, isReadonly: boolean, args: readonly string[]): unknown;
    exec(): Promise<unknown>;
  };
}

/** Whether it is a cluster client of `redis`. */
export function isNodeRedisCluster(client: NodeRedisClient): boolean {
  return 'masters' in client || 'slots' in client;
}

/** A client of `redis`. */
export class NodeRedisConnection implements RedisConnection {
  readonly #given: NodeRedisClient;
  readonly #client: Single;

  constructor(client: NodeRedisClient) {
    this.#given = client;
    this.#client = client as unknown as Single;
    silence(client);
  }

  get isReady(): boolean {
    return this.#client.isReady;
  }

  wake(): void {
    connectOnce(this.#given);
  }

  async command(_key: string, args: readonly string[]): Promise<unknown> {
    this.wake();
    return this.#client.sendCommand(args);
  }

  async transaction(_key: string, commands: readonly (readonly string[])[]): Promise<unknown> {
    this.wake();
    const multi = this.#client.multi();
    for (const args of commands) multi.addCommand(args);
    return multi.exec();
  }
}

/** A cluster of `redis`: it has to be told the key that everything is about. */
export class NodeRedisClusterConnection implements RedisConnection {
  readonly #given: NodeRedisClient;
  readonly #client: Cluster;

  constructor(client: NodeRedisClient) {
    this.#given = client;
    this.#client = client as unknown as Cluster;
    silence(client);
  }

  get isReady(): boolean {
    return this.#client.isReady ?? this.#client.isOpen;
  }

  wake(): void {
    connectOnce(this.#given);
  }

  async command(key: string, args: readonly string[]): Promise<unknown> {
    this.wake();
    return this.#client.sendCommand(key, false, args);
  }

  async transaction(key: string, commands: readonly (readonly string[])[]): Promise<unknown> {
    this.wake();
    const multi = this.#client.multi(key);
    for (const args of commands) multi.addCommand(key, false, args);
    return multi.exec();
  }
}

function connectOnce(client: NodeRedisClient): void {
  // Failures come as error events, and the client tries again by itself.
  if (!client.isOpen) client.connect().catch(() => {});
}
