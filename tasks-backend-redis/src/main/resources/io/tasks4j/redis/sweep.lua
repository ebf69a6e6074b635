-- Keeps queues in order that nobody may be claiming from: expiry, retention, and repair of
-- tasks that are in no set of their state, which only a hand or a lost key brings about. Leases
-- lapse in claims alone. Gives the size of each outbox.
local REPAIRED_AT_ONCE = 500
local answers = {}

-- A score in a set that goes with the state of a task; false when it is in none of them.
local function is_where_it_belongs(task)
  local queue, member = task.queue, task.member
  if task.state == STATE.WAITING then
    return redis.call('ZSCORE', queue .. 'ready', member) or redis.call('ZSCORE', queue .. 'due', member)
      or redis.call('SISMEMBER', queue .. 'parked', task.name) == 1
        and redis.call('ZSCORE', queue .. 'p:' .. task.name, member)
  end
  local sets = { [STATE.RUNNING] = 'lease', [STATE.FAILED] = 'dead', [STATE.BLOCKED] = 'blocked' }
  return redis.call('ZSCORE', queue .. (sets[task.state] or 'done'), member)
end

-- Enters a task into the sets of its state, whatever else it is counted in.
local function repair(task)
  local queue, member = task.queue, task.member
  if task.state == STATE.WAITING and task.due > now then
    redis.call('ZADD', queue .. 'due', due_score(task.due, task.priority), member)
    wake(queue)
  elseif task.state == STATE.WAITING then
    redis.call('ZADD', queue .. 'ready', rank(task.priority, task.due), member)
    wake(queue)
  elseif task.state == STATE.BLOCKED then
    tasks.block(task)
  elseif task.state == STATE.RUNNING then
    -- Nobody renews what has no lease: the next claim finds it lost.
    redis.call('ZADD', queue .. 'lease', now_text, member)
    wake(queue)
  elseif task.state == STATE.FAILED then
    tasks.add_dead_letter(queue, member)
  else
    redis.call('ZADD', queue .. 'done', now_text, member)
  end
end

-- Goes over a part of the log, from the newest on, and repairs. Field rp of meta keeps where
-- the next sweep goes on. Keys: log, rp of meta, and the sets of what it repairs.
local function repair_some(queue, cursor)
  local entries = redis.call('XREVRANGE', queue .. 'log', cursor, '-', 'COUNT', REPAIRED_AT_ONCE)
  for _, entry in ipairs(entries) do
    local task = tasks.load(queue, entry[2][2])
    if not task then
      redis.call('XDEL', queue .. 'log', entry[1])
    elseif not task.damaged and not is_where_it_belongs(task) then
      repair(task)
    end
  end
  if #entries < REPAIRED_AT_ONCE then
    redis.call('HDEL', queue .. 'meta', 'rp')
  else
    redis.call('HSET', queue .. 'meta', 'rp', '(' .. entries[#entries][1])
  end
end

-- The log has as many entries as the sets have members, unless some task is in none.
local function count_members(queue)
  local sum = tasks.count_ready(queue)
  for _, set in ipairs({ 'due', 'blocked', 'lease', 'done', 'dead' }) do
    sum = sum + redis.call('ZCARD', queue .. set)
  end
  return sum
end

for i, meta in ipairs(KEYS) do
  local queue = queue_of(meta)
  expire(queue, 500)
  tell_dependants()
  retain(queue, 500, true)
  -- A claim promotes little, for its own speed; here many due at once are caught up with.
  promote(queue, 1000)
  if redis.call('EXISTS', queue .. 'parked') == 1 then
    -- Without it no claim would look there.
    redis.call('HSET', meta, 'pk', 1)
  end
  -- A repair that was begun goes on: its own work may have made the sums equal before its end.
  local cursor = redis.call('HGET', meta, 'rp')
  if cursor or count_members(queue) ~= redis.call('XLEN', queue .. 'log') then
    repair_some(queue, cursor or '+')
  end
  answers[i] = redis.call('HLEN', queue .. 'outbox')
end
return answers
