-- Locks. KEYS: lock, last token. ARGV from 9 on: what to do, TTL in ms, token.
local what, ttl, token = ARGV[9], ARGV[10], ARGV[11]
local holder = redis.call('GET', KEYS[1])
if what == 'acquire' then
  if holder then
    return false
  end
  -- Not a count alone: after a loss of data it would begin anew, and tokens have to grow.
  local time = redis.call('TIME')
  local last = tonumber(redis.call('GET', KEYS[2]) or '0')
  local next = string.format('%.0f', math.max(last + 1, time[1] * 1000000 + time[2]))
  redis.call('SET', KEYS[2], next)
  redis.call('SET', KEYS[1], next, 'PX', ttl)
  return next
end
if holder ~= token then
  return 0
end
if what == 'renew' then
  return redis.call('PEXPIRE', KEYS[1], ttl)
end
return redis.call('DEL', KEYS[1])
