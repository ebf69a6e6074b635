-- Schedules. KEYS: records, a hash by name; due times, a zset of names; names, a zset; the last
-- version. A record is its version, a blank, its due time or nothing, a line end, its data.
-- ARGV: 9 what to do, then what it needs.
local what = ARGV[9]

local function version_of(record)
  return record and string.match(record, '^%d+') or '0'
end

local function records(names)
  local found = {}
  for _, name in ipairs(names) do
    found[#found + 1] = name
    found[#found + 1] = redis.call('HGET', KEYS[1], name)
  end
  return found
end

if what == 'due' then
  local limit = int(now + tonumber(ARGV[10]))
  return {now_text,
    records(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', limit, 'LIMIT', 0, ARGV[11]))}
end
if what == 'find' then
  return {ARGV[10], redis.call('HGET', KEYS[1], ARGV[10])}
end
if what == 'list' then
  local after = ARGV[10] == '' and '-' or '(' .. ARGV[10]
  return records(redis.call('ZRANGEBYLEX', KEYS[3], after, '+', 'LIMIT', 0, ARGV[11]))
end
if what == 'put' then
  local stored = {}
  -- Not a count alone: a failover may put it back, and versions have to grow.
  local last = math.max(tonumber(redis.call('GET', KEYS[4]) or '0'), micros)
  for i = 10, #ARGV, 4 do
    local name, version, due, data = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
    local same = version_of(redis.call('HGET', KEYS[1], name)) == version
    if same then
      last = last + 1
      redis.call('HSET', KEYS[1], name, int(last) .. ' ' .. due .. '\n' .. data)
      redis.call('ZADD', KEYS[3], 0, name)
      if due == '' then
        redis.call('ZREM', KEYS[2], name)
      else
        redis.call('ZADD', KEYS[2], due, name)
      end
    end
    stored[#stored + 1] = same and 1 or 0
  end
  redis.call('SET', KEYS[4], int(last))
  return stored
end
if what == 'remove' then
  local record = redis.call('HGET', KEYS[1], ARGV[10])
  if not record or version_of(record) ~= ARGV[11] then
    return 0
  end
  redis.call('HDEL', KEYS[1], ARGV[10])
  redis.call('ZREM', KEYS[2], ARGV[10])
  redis.call('ZREM', KEYS[3], ARGV[10])
  return 1
end
return redis.error_reply('ERR unknown request ' .. what)
