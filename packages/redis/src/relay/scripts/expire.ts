import { RedisScript } from './redis-script.js';

/**
 * Removes the oldest records and counts them as too old: at most a thousand at a time.
 *
 * KEYS: ids, bodies, account. ARGV: score that the oldest one kept has at least.
 * @returns how many.
 */
export const expire: RedisScript = new RedisScript(`
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, 1000)
if #ids == 0 then return 0 end
redis.call('ZREM', KEYS[1], unpack(ids))
redis.call('HDEL', KEYS[2], unpack(ids))
redis.call('HINCRBY', KEYS[3], 'dropped:too_old', #ids)
return #ids
`);
