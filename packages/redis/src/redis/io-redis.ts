import type { IoRedisClient } from './redis-client.js';
import type { RedisConnection } from './redis-connection.js';
import { silence } from './silence.js';

interface Commands {
  readonly status: string;
  call(command: string, ...args: readonly string[]): Promise<unknown>;
  multi(commands: readonly (readonly string[])[]): { exec(): Promise<readonly Reply[] | null> };
}

type Reply = readonly [error: Error | null, reply: unknown];

/** A client of `ioredis`, single or cluster: it finds keys in commands by itself. */
export class IoRedisConnection implements RedisConnection {
  readonly #given: IoRedisClient;
  readonly #client: Commands;

  constructor(client: IoRedisClient) {
    this.#given = client;
    this.#client = client as unknown as Commands;
    silence(client);
  }

  get isReady(): boolean {
    return this.#client.status === 'ready';
  }

  wake(): void {
    const { status } = this.#client;
    // Failures come as error events, and the client tries again by itself.
    if (status === 'wait' || status === 'end') this.#given.connect().catch(() => {});
  }

  async command(_key: string, [name = '', ...args]: readonly string[]): Promise<unknown> {
    return this.#client.call(name, ...args);
  }

  async transaction(_key: string, commands: readonly (readonly string[])[]): Promise<unknown> {
    const replies = await this.#client.multi(commands.map(lowerCaseName)).exec();
    if (replies === null) throw new Error('EXECABORT the transaction was discarded');
    return replies.map(([error, reply]) => {
      if (error !== null) throw error;
      return reply;
    });
  }
}

/** In a transaction the name is that of a method of the client. */
function lowerCaseName([name = '', ...args]: readonly string[]): string[] {
  return [name.toLowerCase(), ...args];
}
