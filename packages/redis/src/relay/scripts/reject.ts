import { RedisScript } from './redis-script.js';

/**
 * Moves records that can't be used to the list of the rejected, which is capped. Those that are gone
 * already are left out.
 *
 * KEYS: ids, bodies, rejected, account. ARGV: cap, then id, reason and entry of each.
 */
export const reject: RedisScript = new RedisScript(`
local rejected = 0
for index = 2, #ARGV, 3 do
  if redis.call('ZREM', KEYS[1], ARGV[index]) == 1 then
    redis.call('HDEL', KEYS[2], ARGV[index])
    redis.call('LPUSH', KEYS[3], ARGV[index + 2])
    redis.call('HINCRBY', KEYS[4], 'rejected:' .. ARGV[index + 1], 1)
    rejected = rejected + 1
  end
end
redis.call('LTRIM', KEYS[3], 0, ARGV[1] - 1)
return rejected
`);
