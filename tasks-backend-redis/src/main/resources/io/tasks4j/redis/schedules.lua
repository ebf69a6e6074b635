-- Schedules. KEYS: records, a hash by name; due times, a zset of names; names, a zset; the last
-- version. A record is its version, a blank, its due time or nothing, a line end, its data.
-- Sent: a SCHEDULES request, then what it needs.
local request = args.text()
local RECORDS, DUE, NAMES, VERSION = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

-- The version of a record; 0 when there is none, as a writer says that expects none.
local function version_of(record)
  return record and string.match(record, '^%d+') or '0'
end

-- Names and records in turn.
local function records(names)
  local found = {}
  for _, name in ipairs(names) do
    found[#found + 1] = name
    found[#found + 1] = redis.call('HGET', RECORDS, name)
  end
  return found
end

-- Stores a record under a version if what is stored has the version that its writer knew.
local function put(new_version, name, known_version, due, data)
  if version_of(redis.call('HGET', RECORDS, name)) ~= known_version then
    return false
  end
  redis.call('HSET', RECORDS, name, int(new_version) .. ' ' .. due .. '\n' .. data)
  redis.call('ZADD', NAMES, 0, name)
  if due == '' then
    redis.call('ZREM', DUE, name)
  else
    redis.call('ZADD', DUE, due, name)
  end
  return true
end

-- Sent: ahead, at most how many.
if request == SCHEDULES.DUE then
  local until_time = int(now + args.number())
  return { now_text, records(redis.call('ZRANGEBYSCORE', DUE, '-inf', until_time, 'LIMIT', 0, args.number())) }
end
-- Sent: a name.
if request == SCHEDULES.FIND then
  return records({ args.text() })
end
-- Sent: the name after which to begin or '', at most how many.
if request == SCHEDULES.LIST then
  local after = args.text()
  return records(redis.call('ZRANGEBYLEX', NAMES, after == '' and '-' or '(' .. after, '+', 'LIMIT', 0, args.number()))
end
-- Sent: name, known version, due time or '' and data of each. Gives for each 1 if it was
-- stored.
if request == SCHEDULES.PUT then
  local stored = {}
  -- Not a count alone: a failover may put it back, and versions have to grow.
  local last = math.max(tonumber(redis.call('GET', VERSION) or '0'), micros)
  while args.any_left() do
    local done = put(last + 1, args.text(), args.text(), args.text(), args.text())
    last = done and last + 1 or last
    stored[#stored + 1] = done and 1 or 0
  end
  redis.call('SET', VERSION, int(last))
  return stored
end
-- Sent: name, known version. Gives 1 if it was removed.
if request == SCHEDULES.REMOVE then
  local name, known_version = args.text(), args.text()
  local record = redis.call('HGET', RECORDS, name)
  if not record or version_of(record) ~= known_version then
    return 0
  end
  redis.call('HDEL', RECORDS, name)
  redis.call('ZREM', DUE, name)
  redis.call('ZREM', NAMES, name)
  return 1
end
return redis.error_reply('ERR unknown request ' .. request)
