-- What operators do and see of one task. ARGV: 9 what, 10 id, of 'arrivals' 11 first slot, 12 at most how many. KEYS are all queues it may be in.
-- Gives nil when no queue has it.
local what, id = ARGV[9], ARGV[10]

local function show(T)
  if what == 'await' and (T.st == 'W' or T.st == 'R' or T.st == 'B') then
    redis.call('HSET', T.q .. 's:' .. id, 'aw', 1)
  end
  local r = what ~= 'find' and T.st == 'S' and redis.pcall('GET', T.q .. 'r:' .. id)
  local e = redis.pcall('GET', T.q .. 'e:' .. id)
  local t = redis.pcall('GET', T.q .. 't:' .. id)
  return {
    type(t) == 'string' and t or '',
    redis.call('HMGET', T.q .. 's:' .. id, 'st', 'f', 'l', 'due', 'ne', 'r', 'en', 'w', 'x', 'pd', 'pt', 'pn', 'xp'),
    type(e) == 'string' and e or false,
    type(r) == 'string' and r or false
  }
end

local function cancel(T)
  if T.st == 'W' or T.st == 'B' then
    tasks.finish(T, 'C')
    return 'C'
  elseif T.st == 'R' then
    redis.call('HSET', T.q .. 's:' .. id, 'x', 1)
    return 'R'
  end
  return 'N'
end

local function requeue(T)
  if T.damaged or not (T.st == 'F' or T.st == 'C') then
    return 0
  end
  if T.scope and tasks.holder(T.q, string.match(T.key, '^([^:]*)'), id) then
    return 0
  end
  if T.join and not T.released then
    return joins.requeue_blocked(T)
  end
  tasks.leave(T)
  T.f, T.l, T.exp = 0, 0, nil
  redis.call('HDEL', T.q .. 's:' .. id, 'us')
  tasks.put_back(T, now, { 'ne', 1 })
  tasks.holds_key(T)
  joins.revive(T)
  return 1
end

local function purge(T, ended)
  if T.st == 'R' or (ended and (T.st == 'W' or T.st == 'B')) then
    return 0
  end
  if T.damaged then
    tasks.remove_letter(T.q, T.member or '')
    redis.call('UNLINK', T.q .. 't:' .. id)
  end
  if T.st == 'W' or T.st == 'B' then
    tasks.parent_ended(T, 'C', tasks.error_of(T))
  end
  tasks.remove(T)
  return 1
end

-- What waits for others: how many, how many have ended, and failed of them; then parents from a slot on.
local function arrivals(T)
  if not T.join then
    return false
  end
  local count = tonumber(string.match(T.join, '^%d+'))
  local answer = { count, redis.call('HLEN', T.q .. 'a:' .. id), T.failures }
  local slot, limit = tonumber(ARGV[11]), tonumber(ARGV[12])
  while slot < count and limit > 0 do
    local slots = {}
    for at = slot, math.min(slot + 999, count - 1) do
      slots[#slots + 1] = at
    end
    for i, value in ipairs(redis.call('HMGET', T.q .. 'a:' .. id, unpack(slots))) do
      if value and limit > 0 then
        answer[#answer + 1] = slots[i]
        answer[#answer + 1] = value
        limit = limit - 1
      end
    end
    slot = slot + 1000
  end
  return answer
end

for _, key in ipairs(KEYS) do
  local q = prefix(key)
  local T = tasks.load(q, id)
  if T then
    if T.damaged then
      T.st = 'F'
      for _, m in ipairs(redis.call('ZRANGE', q .. 'dead', 0, -1)) do
        if string.sub(m, 9) == id then
          T.member = m
        end
      end
    elseif (T.st == 'W' or T.st == 'B') and T.exp and T.exp <= now then
      tasks.finish(T, 'C')
      join()
    end
    local answer
    if what == 'place' then
      answer = { T.member and string.sub(T.member, 1, 8) or '', key }
    elseif what == 'cancel' then
      answer = cancel(T)
    elseif what == 'requeue' then
      answer = requeue(T)
    elseif what == 'purge' then
      answer = purge(T, false)
    elseif what == 'delete' then
      answer = purge(T, true)
    elseif what == 'arrivals' then
      expire(q, 1000)
      join()
      answer = arrivals(tasks.load(q, id) or T)
    else
      answer = show(T)
    end
    join()
    return answer
  end
end
return false
