interface AnyRedisClient {
  connect(): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  readonly multi: (...args: never[]) => unknown;
}

/** A client made with the `redis` package: `createClient()` or `createCluster()`. */
export interface NodeRedisClient extends AnyRedisClient {
  readonly isOpen: boolean;
  readonly sendCommand: (...args: never[]) => Promise<unknown>;
}

/** A client made with the `ioredis` package: `new Redis()` or `new Cluster()`. */
export interface IoRedisClient extends AnyRedisClient {
  readonly status: string;
  readonly call: (...args: never[]) => Promise<unknown>;
}

/**
 * What talks to Redis. Address, TLS, user and password are its own options; it stays yours to close.
 * One that nobody has connected yet is connected at first use.
 */
export type RedisClient = NodeRedisClient | IoRedisClient;
