-- Records of tasks. KEYS: all records by the order they came in. ARGV: what to do, prefix of keys,
-- age of ended ones in ms, most ended ones; then by what to do.
local all, prefix = KEYS[1], ARGV[2]
local ended, counts, record = prefix .. 'records-ended', prefix .. 'records-counts', prefix .. 'record:'
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local function count(queue, status, more)
  local field = queue .. '/' .. status
  if redis.call('HINCRBY', counts, field, more) <= 0 then
    redis.call('HDEL', counts, field)
  end
end

local function delete(id)
  local old = redis.call('HMGET', record .. id, 'queue', 'status')
  if old[1] then
    count(old[1], old[2], -1)
  end
  redis.call('ZREM', all, id)
  redis.call('ZREM', ended, id)
  return redis.call('DEL', record .. id)
end

-- What ended too long ago, and what is beyond the count, in the order in which it ended. Bounded:
-- a script holds up everybody, and the next one goes on.
local function forget()
  local over = redis.call('ZCARD', ended) - ARGV[4]
  local oldest = now - ARGV[3] * 1000
  local first = redis.call('ZRANGE', ended, 0, 999, 'WITHSCORES')
  for i = 1, #first, 2 do
    if i / 2 < over or tonumber(first[i + 1]) <= oldest then
      delete(first[i])
    else
      break
    end
  end
end

-- ARGV from 5: id, JSON, queue, status, whether that is final
local function put()
  redis.call('HSET', record .. ARGV[5], 'json', ARGV[6], 'queue', ARGV[7], 'status', ARGV[8])
  count(ARGV[7], ARGV[8], 1)
  redis.call('ZREM', ended, ARGV[5])
  if ARGV[9] == '1' then
    redis.call('ZADD', ended, now, ARGV[5])
  end
end

local act = {}

function act.add()
  if redis.call('EXISTS', record .. ARGV[5]) == 1 then
    return 0
  end
  redis.call('ZADD', all, redis.call('INCR', prefix .. 'records-order'), ARGV[5])
  put()
  forget()
  return 1
end

-- ARGV 10: the JSON expected
function act.replace()
  local old = redis.call('HMGET', record .. ARGV[5], 'json', 'queue', 'status')
  if old[1] ~= ARGV[10] then
    return 0
  end
  count(old[2], old[3], -1)
  put()
  forget()
  return 1
end

function act.delete()
  return delete(ARGV[5])
end

function act.find()
  return redis.call('HGET', record .. ARGV[5], 'json')
end

-- ARGV 5: the id before which the page begins, or empty; 6: records looked at
function act.page()
  local before = '+inf'
  if ARGV[5] ~= '' then
    local order = redis.call('ZSCORE', all, ARGV[5])
    if not order then
      return {}
    end
    before = '(' .. order
  end
  local found = {}
  for _, id in ipairs(
      redis.call('ZREVRANGEBYSCORE', all, before, '-inf', 'LIMIT', 0, ARGV[6])) do
    found[#found + 1] = id
    found[#found + 1] = redis.call('HGET', record .. id, 'json') or ''
  end
  return found
end

function act.counts()
  return redis.call('HGETALL', counts)
end

forget()
return act[ARGV[1]]()
