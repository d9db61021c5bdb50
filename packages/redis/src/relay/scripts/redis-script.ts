import { createHash } from 'node:crypto';
import type { RedisConnection } from '../../redis/redis-connection.js';

/** A step that Redis does as a whole. */
export class RedisScript {
  readonly #text: string;
  readonly #sha: string;

  /** @param lua reads `KEYS` and `ARGV`. */
  constructor(lua: string) {
    this.#text = lua;
    this.#sha = createHash('sha1').update(lua).digest('hex');
  }

  /** Sends the text only where Redis does not know it yet. */
  async run(
    redis: RedisConnection,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args.map(String)];
    const key = keys[0] ?? '';
    try {
      return await redis.command(key, ['EVALSHA', this.#sha, ...rest]);
    } catch (error) {
      if (!String((error as Error).message).startsWith('NOSCRIPT')) throw error;
      return redis.command(key, ['EVAL', this.#text, ...rest]);
    }
  }
}

/** Lua: calls `command` with `from[first…last]` in parts, since Lua's stack is bounded. */
export const inParts = `
local function inParts(command, key, from, first, last)
  local sum = 0
  for start = first, last, 1000 do
    sum = sum + redis.call(command, key, unpack(from, start, math.min(start + 999, last)))
  end
  return sum
end
`;
