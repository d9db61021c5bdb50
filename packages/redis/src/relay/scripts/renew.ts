import { RedisScript } from './redis-script.js';

/**
 * Prolongs claims.
 *
 * KEYS: claims. ARGV: lease in ms, then cell and token of each.
 * @returns for each whether it is still held by its token.
 */
export const renew: RedisScript = new RedisScript(`
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local still = {}
for index = 2, #ARGV, 2 do
  local held = redis.call('HGET', KEYS[1], ARGV[index])
  local token = held and string.match(held, '^(%d+)')
  if token == ARGV[index + 1] then
    local ends = string.format('%.0f', now + ARGV[1])
    redis.call('HSET', KEYS[1], ARGV[index], token .. ' ' .. ends)
    still[#still + 1] = '1'
  else
    still[#still + 1] = '0'
  end
end
return table.concat(still)
`);
