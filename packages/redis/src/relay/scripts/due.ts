import { RedisScript } from './redis-script.js';

/**
 * Starts of the buckets that have records, ascending.
 *
 * KEYS: ids. ARGV: end of the last bucket wanted, exclusive.
 */
export const due: RedisScript = new RedisScript(`
local starts = {}
local from = '-inf'
while true do
  local found = redis.call(
    'ZRANGEBYSCORE', KEYS[1], from, '(' .. ARGV[1], 'WITHSCORES', 'LIMIT', 0, 1)
  if #found == 0 then return starts end
  local start = math.floor(tonumber(found[2]) / 10) * 10
  starts[#starts + 1] = string.format('%.0f', start)
  from = string.format('%.0f', start + 10)
end
`);
