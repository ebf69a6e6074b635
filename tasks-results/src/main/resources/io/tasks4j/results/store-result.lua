-- Stores a result unless one is there, and forgets what is beyond the count.
-- KEYS: result, index of all results. ARGV: id, JSON, TTL in ms, most results, prefix of results.
if not redis.call('SET', KEYS[1], ARGV[2], 'NX', 'PX', ARGV[3]) then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[3] * 1000)
local over = redis.call('ZCARD', KEYS[2]) - ARGV[4]
if over > 0 then
  -- Bounded, should the count have been lowered: a script holds up everybody.
  local last = math.min(over, 1000) - 1
  for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, last)) do
    redis.call('UNLINK', ARGV[5] .. id)
  end
  redis.call('ZREMRANGEBYRANK', KEYS[2], 0, last)
end
return 1
