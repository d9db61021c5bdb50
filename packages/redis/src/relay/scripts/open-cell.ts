import { RedisScript } from './redis-script.js';

/**
 * Claims a cell, if nobody holds it, and reads what it takes to work on it.
 *
 * A claim that ended without being given back is taken over. Its holder may be about to send still,
 * so the cell is marked: it will be sent once more.
 *
 * KEYS: claims, fence, dirty, ids, state. ARGV: cell, lease in ms, number of ids, the ids, the series.
 * @returns false when it is held; else token, whether taken over, mark, for each id whether its record
 *   is there, and the states: of the series asked for, or when the cell is marked of all.
 */
export const openCell: RedisScript = new RedisScript(`
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local held = redis.call('HGET', KEYS[1], ARGV[1])
local takenOver = '0'
if held then
  local ends = tonumber(string.match(held, ' (%d+)$'))
  if ends > now then return false end
  takenOver = '1'
  redis.call('HINCRBY', KEYS[3], ARGV[1], 1)
end
local token = string.format('%.0f', redis.call('INCR', KEYS[2]))
redis.call('HSET', KEYS[1], ARGV[1], token .. ' ' .. string.format('%.0f', now + ARGV[2]))
local mark = redis.call('HGET', KEYS[3], ARGV[1]) or ''
local lastId = 3 + ARGV[3]
local present = {}
for index = 4, lastId do
  present[#present + 1] = redis.call('ZSCORE', KEYS[4], ARGV[index]) and '1' or '0'
end
local states = {}
if mark ~= '' then
  states = redis.call('HGETALL', KEYS[5])
else
  for index = lastId + 1, #ARGV do
    local state = redis.call('HGET', KEYS[5], ARGV[index])
    if state then
      states[#states + 1] = ARGV[index]
      states[#states + 1] = state
    end
  end
end
return { token, takenOver, mark, table.concat(present), states }
`);
