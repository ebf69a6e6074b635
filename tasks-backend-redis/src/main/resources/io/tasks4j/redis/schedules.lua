-- Schedules. KEYS: records, a hash by name; due times, a zset of names; names, a zset; the last
-- version. A record is its version, a blank, its due time or nothing, a line end, its data.
-- Sent: a SCHEDULES request, then what it needs.
local request = args.text()
local RECORDS, DUE, NAMES, VERSION = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

-- Version, due time and data of a record. One that something else wrote has version 0, and is all
-- data: so a writer that saw it can replace it. More digits than these would not come back as they
-- were read.
local function parse(record)
  local version, due, data = string.match(record, '^([1-9]%d*) (%-?%d*)\n(.*)$')
  if not version or #version > 18 or #due > 18 or due == '-' then
    return '0', '', record
  end
  return version, due, data
end

-- The version of a record; 0 when there is none, as a writer says that expects none.
local function version_of(record)
  return record and (parse(record)) or '0'
end

-- Adds name, version, due time and data of a record. A name without one, which something else left,
-- goes.
local function add(found, name)
  local record = redis.call('HGET', RECORDS, name)
  if not record then
    redis.call('ZREM', DUE, name)
    redis.call('ZREM', NAMES, name)
    return false
  end
  local at = #found
  found[at + 1] = name
  found[at + 2], found[at + 3], found[at + 4] = parse(record)
  return true
end

-- Adds what is due by its score. One that cannot be read is due now; another time than that of the
-- record, which something else set, is put right.
local function add_due(found, name, score)
  local at = #found
  if not add(found, name) then
    return false
  end
  local version, due = found[at + 2], found[at + 3]
  if version == '0' then
    found[at + 3] = now_text
  elseif due == '' then
    redis.call('ZREM', DUE, name)
    return false
  elseif tonumber(due) ~= tonumber(score) then
    redis.call('ZADD', DUE, due, name)
    return false
  end
  return true
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

-- The last version that was given; what something else wrote in its place does not count.
local function last_version()
  -- Not a count alone: a failover may put it back, and versions have to grow.
  return math.max(math.floor(stored_number(redis.call('GET', VERSION), 0)), micros)
end

-- Sent: ahead, at most how many.
if request == SCHEDULES.DUE then
  local until_time, most = int(now + args.number()), args.number()
  local found, gone = {}, true
  while gone do
    found, gone = {}, false
    local names = redis.call('ZRANGEBYSCORE', DUE, '-inf', until_time, 'WITHSCORES', 'LIMIT', 0, most)
    for i = 1, #names, 2 do
      gone = not add_due(found, names[i], names[i + 1]) or gone
    end
  end
  return { now_text, found }
end
-- Sent: a name.
if request == SCHEDULES.FIND then
  local found = {}
  add(found, args.text())
  return found
end
-- Sent: the name after which to begin or '', at most how many.
if request == SCHEDULES.LIST then
  local after, most = args.text(), args.number()
  local found, gone = {}, true
  while gone do
    found, gone = {}, false
    for _, name in ipairs(redis.call('ZRANGEBYLEX', NAMES, after == '' and '-' or '(' .. after, '+', 'LIMIT', 0, most)) do
      gone = not add(found, name) or gone
    end
  end
  return found
end
-- Sent: name, known version, due time or '' and data of each. Gives for each 1 if it was
-- stored.
if request == SCHEDULES.PUT then
  local stored = {}
  local last = last_version()
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
