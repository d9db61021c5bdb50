import { inParts, RedisScript } from './redis-script.js';

/**
 * After a send: keeps what was delivered and removes the records that were in it, in one step. Where
 * the claim is lost it changes nothing but the mark: what was sent may have overwritten more.
 *
 * KEYS: claims, dirty, ids, bodies, state, account. ARGV: cell, token, when the state ends in unix
 * seconds, number of texts, series and state of each, ids of records.
 * @returns whether the claim was still held.
 */
export const commit: RedisScript = new RedisScript(`${inParts}
local held = redis.call('HGET', KEYS[1], ARGV[1])
if not held or string.match(held, '^(%d+)') ~= ARGV[2] then
  redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
  return 0
end
local lastText = 4 + ARGV[4]
if lastText > 4 then
  inParts('HSET', KEYS[5], ARGV, 5, lastText)
  redis.call('EXPIREAT', KEYS[5], ARGV[3])
end
if #ARGV > lastText then
  local removed = inParts('ZREM', KEYS[3], ARGV, lastText + 1, #ARGV)
  inParts('HDEL', KEYS[4], ARGV, lastText + 1, #ARGV)
  redis.call('HINCRBY', KEYS[6], 'accepted', removed)
end
return 1
`);
