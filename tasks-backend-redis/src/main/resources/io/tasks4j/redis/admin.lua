-- What operators do and see of one task. ARGV: 9 what, 10 id. KEYS are all queues it may be in.
-- Gives nil when no queue has it.
local what, id = ARGV[9], ARGV[10]

local function show(T)
  if what == 'await' and (T.st == 'W' or T.st == 'R') then
    redis.call('HSET', T.q .. 's:' .. id, 'aw', 1)
  end
  local r = what ~= 'find' and T.st == 'S' and redis.pcall('GET', T.q .. 'r:' .. id)
  local e = redis.pcall('GET', T.q .. 'e:' .. id)
  local t = redis.pcall('GET', T.q .. 't:' .. id)
  return {
    type(t) == 'string' and t or '',
    redis.call('HMGET', T.q .. 's:' .. id, 'st', 'f', 'l', 'due', 'ne', 'b', 'en', 'w', 'x', 'pd', 'pt', 'pn'),
    type(e) == 'string' and e or false,
    type(r) == 'string' and r or false
  }
end

local function cancel(T)
  if T.st == 'W' then
    finish(T, 'C')
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
  if T.scope and holder(T.q, string.match(T.key, '^([^:]*)'), id) then
    return 0
  end
  leave(T)
  T.f, T.l, T.exp = 0, 0, nil
  redis.call('HDEL', T.q .. 's:' .. id, 'us')
  put_back(T, now, { 'ne', 1 })
  holds_key(T)
  return 1
end

local function purge(T, ended)
  if T.st == 'R' or (ended and T.st == 'W') then
    return 0
  end
  if T.damaged then
    redis.call('ZREM', T.q .. 'dead', T.member or '')
    redis.call('UNLINK', T.q .. 't:' .. id)
  end
  remove(T)
  return 1
end

for _, key in ipairs(KEYS) do
  local q = prefix(key)
  local T = load(q, id)
  if T then
    if T.damaged then
      T.st = 'F'
      for _, m in ipairs(redis.call('ZRANGE', q .. 'dead', 0, -1)) do
        if string.sub(m, 9) == id then
          T.member = m
        end
      end
    elseif T.st == 'W' and T.exp and T.exp <= now then
      finish(T, 'C')
    end
    if what == 'place' then
      return { T.member and string.sub(T.member, 1, 8) or '', key }
    elseif what == 'cancel' then
      return cancel(T)
    elseif what == 'requeue' then
      return requeue(T)
    elseif what == 'purge' then
      return purge(T, false)
    elseif what == 'delete' then
      return purge(T, true)
    end
    return show(T)
  end
end
return false
