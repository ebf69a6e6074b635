-- Keeps queues in order that nobody may be claiming from: expiry, retention, and repair of tasks that are in no
-- set of their state, which only a hand or a lost key brings about. Gives the size of each outbox.
local REPAIRED_AT_ONCE = 500
local answers = {}

local function is_where_it_belongs(T)
  local q, m = T.q, T.member
  if T.st == 'W' then
    return redis.call('ZSCORE', q .. 'ready', m) or redis.call('ZSCORE', q .. 'due', m)
      or redis.call('SISMEMBER', q .. 'parked', T.name) == 1 and redis.call('ZSCORE', q .. 'p:' .. T.name, m)
  end
  local set = T.st == 'R' and 'lease' or T.st == 'F' and 'dead' or T.st == 'B' and 'blocked' or 'done'
  return redis.call('ZSCORE', q .. set, m)
end

local function repair(T)
  local q = T.q
  if T.st == 'W' then
    redis.call('ZADD', q .. (T.due > now and 'due' or 'ready'), T.due > now and due_score(T) or rank(T.prio, T.due), T.member)
    wake(q)
  elseif T.st == 'B' then
    tasks.block(T)
  elseif T.st == 'R' then
    -- Nobody renews what has no lease: the next claim finds it lost.
    redis.call('ZADD', q .. 'lease', int(now), T.member)
    wake(q)
  elseif T.st == 'F' then
    tasks.add_letter(q, T.member)
  else
    redis.call('ZADD', q .. 'done', now_text, T.member)
  end
end

local function walk(q, cursor)
  local entries = redis.call('XREVRANGE', q .. 'log', cursor, '-', 'COUNT', REPAIRED_AT_ONCE)
  for _, entry in ipairs(entries) do
    local id = entry[2][2]
    local T = tasks.load(q, id)
    if not T then
      redis.call('XDEL', q .. 'log', entry[1])
    elseif not T.damaged and not is_where_it_belongs(T) then
      repair(T)
    end
  end
  if #entries < REPAIRED_AT_ONCE then
    redis.call('HDEL', q .. 'meta', 'rp')
  else
    redis.call('HSET', q .. 'meta', 'rp', '(' .. entries[#entries][1])
  end
end

for i, key in ipairs(KEYS) do
  local q = prefix(key)
  expire(q, 500)
  join()
  retain(q, 500, true)
  -- A claim promotes little, for its own speed; here many due at once are caught up with.
  promote(q, 1000)
  if redis.call('EXISTS', q .. 'parked') == 1 then
    -- Without it no claim would look there.
    redis.call('HSET', key, 'pk', 1)
  end
  local sum = tasks.count_ready(q)
  for _, set in ipairs({ 'due', 'blocked', 'lease', 'done', 'dead' }) do
    sum = sum + redis.call('ZCARD', q .. set)
  end
  local cursor = redis.call('HGET', key, 'rp')
  if cursor or sum ~= redis.call('XLEN', q .. 'log') then
    walk(q, cursor or '+')
  end
  answers[i] = redis.call('HLEN', q .. 'outbox')
end
return answers
