import { RedisScript } from './redis-script.js';

/**
 * Ends a claim. The mark goes if it is the one that was seen when the cell was opened and all of it
 * was sent since; a cell that was taken over, or whose send has no known end, keeps or gets one.
 *
 * KEYS: claims, dirty. ARGV: cell, token, the mark that is dealt with or '', whether to mark.
 */
export const giveBack: RedisScript = new RedisScript(`
local held = redis.call('HGET', KEYS[1], ARGV[1])
local isOurs = held and string.match(held, '^(%d+)') == ARGV[2]
if isOurs then redis.call('HDEL', KEYS[1], ARGV[1]) end
if ARGV[4] == '1' then
  redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
elseif isOurs and ARGV[3] ~= '' and redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[3] then
  redis.call('HDEL', KEYS[2], ARGV[1])
end
return isOurs and 1 or 0
`);
