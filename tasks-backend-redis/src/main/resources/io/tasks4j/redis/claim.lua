-- Brings queues to the present, then starts tasks in order of queue, rank and sequence.
-- ARGV, from a position a on: worker, name of this call, whether it is sent again, lease, max, suspects, first queue,
-- tasks to skip in it, queues, then a limit or '' for each queue, then the number of limited names, and name and
-- limit of each. The KEYS beyond the queues are those of other queues, whose running tasks count against the
-- names. Gives claims (six values each, in one list), losses, milliseconds to the next event or -1, and where to go on or 0.
local worker, call, again, max, suspects, lease_end
local LOOKED_AT_ONCE = 1000
local claims, losses = {}, {}
local left_of_name, limited = {}, false

local function reap(q)
  each(q, 'lease', int(now), math.max(200, max), function(T, m)
    if T.st ~= 'R' then
      redis.call('ZREM', q .. 'lease', m)
      return
    end
    local record = redis.call('GET', q .. 't:' .. T.id)
    local lost_by = T.worker
    tasks.leave(T)
    T.l = T.l + 1
    T.st = 'L'
    if T.x then
      tasks.finish(T, 'C')
    elseif T.l >= max_deliveries then
      redis.call('SET', q .. 'e:' .. T.id,
        'LOST ' .. T.l .. ' ' .. (T.f + T.l) .. ' ' .. int(now) .. ' ' .. lost_by)
      tasks.finish(T, 'F')
    else
      tasks.put_back(T, math.min(T.due, now))
    end
    losses[#losses + 1] = { record, T.l, lost_by, T.st }
  end)
end

local count = 0

local function claimed(record, token, f, l, id, q)
  local n = count * 6
  claims[n + 1], claims[n + 2], claims[n + 3] = record, token, f
  claims[n + 4], claims[n + 5], claims[n + 6] = l, id, q
  count = count + 1
end

-- What is started by one look at the queue enters the sets together.
local started, leased = {}, {}
local run, worker_apart

-- A longer value would make a hash table of the small hash.
local LONGEST = 64

local function start(q, m, name, state, known, token, due)
  if due and known and #known <= LONGEST then
    redis.call('HSET', state, 'st', 'R', 'tok', token, 'r', run, 'k', known, 'due', due)
  elseif known and #known <= LONGEST then
    redis.call('HSET', state, 'st', 'R', 'tok', token, 'r', run, 'k', known)
  else
    redis.call('HSET', state, 'st', 'R', 'tok', token, 'r', run)
    if due then
      redis.call('HSET', state, 'due', due)
    end
  end
  if worker_apart then
    redis.call('HSET', state, 'w', worker)
  end
  started[#started + 1] = m
  leased[#leased + 1] = lease_end
  leased[#leased + 1] = m
  more_run(q, name, 1)
end

local function enter_started(q, from)
  in_portions('ZREM', q .. from, started)
  in_portions('ZADD', q .. 'lease', leased)
  started, leased = {}, {}
end

local looked, last_token = 0, 0

-- Reads the records of members in one command. Gives their ids, the keys of their states, and whether none of them
-- was ever claimed.
local function read(q, members)
  local ids, records, states = {}, {}, {}
  for n, m in ipairs(members) do
    local id = string.sub(m, 9)
    ids[n], records[n], states[n] = id, q .. 't:' .. id, q .. 's:' .. id
  end
  return redis.call('MGET', unpack(records)), ids, states, redis.call('EXISTS', unpack(states)) == 0
end

-- Greater than all before, even when the counter went back in a failover. The call's tasks share it.
local function new_token(last)
  last_token = math.max(last_token, last, micros) + 1
  return int(last_token)
end

local seldom = lazily(function(seldom)
  -- Sent again because the first answer was lost: what that one claimed is claimed by this.
  function seldom.claim_again(q)
    for _, m in ipairs(redis.call('ZRANGE', q .. 'lease', 0, -1)) do
      local id = string.sub(m, 9)
      if string.match(redis.call('HGET', q .. 's:' .. id, 'r') or '', '^%d+ (%S+)') == call then
        local T = tasks.load(q, id, m)
        if T and not T.damaged and T.st == 'R' then
          if count < max then
            redis.call('ZADD', q .. 'lease', lease_end, m)
            claimed(redis.call('GET', q .. 't:' .. id), T.tok, T.f, T.l, id, q)
          else
            tasks.leave(T)
            tasks.put_back(T, math.min(T.due, now))
          end
        end
      end
    end
  end

  -- Starts a task that ran before, expires, or is otherwise not as most are.
  function seldom.start_any(T, token)
    local q, m, state = T.q, T.member, T.q .. 's:' .. T.id
    if T.exp then
      redis.call('ZREM', q .. 'exp', m)
    end
    if T.f + T.l > 0 then
      redis.call('HINCRBY', q .. 'meta', 'nr', -1)
    end
    if T.tok then
      redis.call('HDEL', state, 'pd', 'pt', 'pn')
    end
    start(q, m, T.name, state, not T.tok and T.known, token)
    claimed(T.record, token, T.f, T.l, T.id, q)
  end

  -- Puts apart tasks whose name is at its limit, so that the next claims need not look at them.
  function seldom.park(q, parked)
    for _, each in ipairs(parked) do
      local name, m = each[1], each[2]
      redis.call('ZADD', q .. 'p:' .. name, redis.call('ZSCORE', q .. 'ready', m), m)
      redis.call('ZREM', q .. 'ready', m)
      redis.call('SADD', q .. 'parked', name)
    end
    redis.call('HSET', q .. 'meta', 'pk', 1)
  end

  -- Takes back as many parked tasks as this claim could start: of each name the first, so they keep their places.
  -- Gives how many.
  function seldom.unpark(q)
    local names = redis.call('SMEMBERS', q .. 'parked')
    local empty, moved = 0, 0
    for _, name in ipairs(names) do
      local set = q .. 'p:' .. name
      local wanted = math.min(max - count, left_of_name[name] or max)
      if wanted > 0 then
        local first = redis.call('ZRANGE', set, 0, wanted - 1, 'WITHSCORES')
        local ready = {}
        for i = 1, #first, 2 do
          ready[i], ready[i + 1] = first[i + 1], first[i]
        end
        in_portions('ZADD', q .. 'ready', ready)
        if #first > 0 then
          redis.call('ZREMRANGEBYRANK', set, 0, #first / 2 - 1)
          moved = moved + #first / 2
        end
      end
      if redis.call('EXISTS', set) == 0 then
        redis.call('SREM', q .. 'parked', name)
        empty = empty + 1
      end
    end
    if empty == #names then
      redis.call('HDEL', q .. 'meta', 'pk')
    end
    return moved
  end

  function seldom.goes_before(A, B)
    return A.rank < B.rank or A.rank == B.rank and A.member < B.member
  end

  -- Puts what has arrived in order; gives whether none of it goes before any that was ready already.
  function seldom.arrived_last(q)
    local of_queue = arrived[q]
    for i = 2, #of_queue do
      if seldom.goes_before(of_queue[i], of_queue[i - 1]) then
        table.sort(of_queue, seldom.goes_before)
        break
      end
    end
    local last = redis.call('ZRANGE', q .. 'ready', -1, -1, 'WITHSCORES')
    return not last[1] or seldom.goes_before({ rank = tonumber(last[2]), member = last[1] }, of_queue[1])
  end

  -- Starts what has arrived while more is wanted, without making it ready first.
  function seldom.start_arrived(q, last)
    local of_queue, token = arrived[q], new_token(last)
    local taken = math.min(max - count, #of_queue)
    for i = 1, taken do
      local A = of_queue[i]
      start(q, A.member, A.name, q .. 's:' .. A.id, A.known, token, A.enq)
      claimed(A.record, token, 0, 0, A.id, q)
    end
    enter_started(q, 'due')
    arrived[q] = {}
    for i = taken + 1, #of_queue do
      arrived[q][i - taken] = of_queue[i]
    end
  end
end)

-- Starts what may start; gives where to go on, or nil when the queue was looked through, and what its limit leaves.
local function pick(q, limit, from, last)
  local token
  local left = limit ~= '' and tonumber(limit) - redis.call('ZCARD', q .. 'lease') or max
  local parked = {}
  local function passed_over(name, suspect, m)
    local held_up = limited and (left_of_name[name] or 1) <= 0
    if held_up or (suspect and suspects <= 0) then
      looked = looked + 1
      -- A suspect stays: taken back for a claim that takes none, it would be in the way of those behind it.
      if held_up and not suspect then
        parked[#parked + 1] = { name, m }
      else
        from = from + 1
      end
      return true
    end
    token = token or new_token(last)
    left = left - 1
    suspects = suspect and suspects - 1 or suspects
    if left_of_name[name] then
      left_of_name[name] = left_of_name[name] - 1
    end
    return false
  end
  while count < max and left > 0 do
    local wanted = math.min(max - count, left, 1000)
    local members = redis.call('ZRANGE', q .. 'ready', from, from + wanted - 1 + (looked > 0 and 100 or 0))
    if #members == 0 then
      return nil, left
    end
    local records, ids, states, fresh = read(q, members)
    for n, m in ipairs(members) do
      if count >= max or left <= 0 then
        break
      end
      local record, exp, name, unique = records[n], nil, nil, nil
      if fresh and record then
        exp, name, unique = string.match(record, '^%S+ %d %d+ %S+ (%S+) (%S+) (%S+)\n')
      end
      if name and exp == '-' then
        if not passed_over(name, false, m) then
          start(q, m, name, states[n], string.sub(m, 1, 8) .. name .. ' ' .. unique, token)
          claimed(record, token, 0, 0, ids[n], q)
        end
      else
        local T = tasks.load_waiting(q, m, record)
        if not T or T.st ~= 'W' then
          redis.call('ZREM', q .. 'ready', m)
        elseif T.damaged then
          tasks.bury(T)
        elseif T.bound and joins.not_needed(T) then
          -- Its end is heard of by whoever waits for it.
        elseif not passed_over(T.name, T.l > 0 and T.l >= max_deliveries - 1, m) then
          seldom.start_any(T, token)
        end
      end
    end
    enter_started(q, 'ready')
    if #parked > 0 then
      seldom.park(q, parked)
      parked = {}
    end
    if looked >= LOOKED_AT_ONCE then
      return from, left
    end
  end
  return nil, left
end

local function claim(a)
  worker, call, again = ARGV[a], ARGV[a + 1], ARGV[a + 2] == '1'
  max, suspects = tonumber(ARGV[a + 4]), tonumber(ARGV[a + 5])
  lease_end = int(now + tonumber(ARGV[a + 3]))
  run = now_text .. ' ' .. call .. ' ' .. worker
  worker_apart = #run > LONGEST
  run = worker_apart and now_text .. ' ' .. call or run
  local first, skip, queues = tonumber(ARGV[a + 6]), tonumber(ARGV[a + 7]), tonumber(ARGV[a + 8])
  if again then
    for i = 1, queues do
      seldom.claim_again(prefix(KEYS[i]))
    end
    if count > 0 then
      enter_all_arrived()
      return { claims, losses, -1, 0, 0 }
    end
  end

  if skip == 0 then
    for i = 1, queues do
      local q = prefix(KEYS[i])
      reap(q)
      expire(q, 200)
      promote(q, math.max(10, 2 * max))
    end
    -- What was lost or has expired may have released something to claim.
    join()
  end
  local at = a + 9 + queues
  if ARGV[at] ~= '0' then
    count_running()
  end
  for n = 1, tonumber(ARGV[at]) do
    local name, left = ARGV[at + 2 * n - 1], tonumber(ARGV[at + 2 * n])
    for i = 1, #KEYS do
      left = left - tonumber(redis.call('HGET', prefix(KEYS[i]) .. 'names', name) or 0)
    end
    left_of_name[name] = left
    limited = true
  end

  local next_queue, next_skip = 0, 0
  for i = first, queues do
    local q = prefix(KEYS[i])
    local meta = count < max and redis.call('HMGET', q .. 'meta', 'paused', 'token', 'pk')
    if meta and not meta[1] then
      local before = last_token
      local limit = ARGV[a + 8 + i]
      local direct = arrived[q] and #arrived[q] > 0 and limit == '' and not limited and not meta[3] and seldom.arrived_last(q)
      if not direct then
        enter_arrived(q)
      end
      local moved = meta[3] and seldom.unpark(q) or 0
      local from, left = pick(q, limit, i == first and skip or 0, tonumber(meta[2] or 0))
      -- What was taken back may have been nothing to start, while a place is left for what is behind it.
      while moved > 0 and not from and count < max and left > 0 do
        moved = seldom.unpark(q)
        from, left = pick(q, limit, 0, tonumber(meta[2] or 0))
      end
      if direct and not from and count < max then
        seldom.start_arrived(q, tonumber(meta[2] or 0))
      end
      enter_arrived(q)
      if last_token > before then
        redis.call('HSET', q .. 'meta', 'token', int(last_token))
      end
      if from then
        next_queue, next_skip = i, from
        break
      end
    end
  end

  enter_all_arrived()
  join()
  local next_time = -1
  if count == 0 and #losses == 0 and next_queue == 0 then
    for i = 1, queues do
      local q = prefix(KEYS[i])
      for _, set in ipairs({ 'lease', 'due', 'exp' }) do
        local head = redis.call('ZRANGE', q .. set, 0, 0, 'WITHSCORES')
        if head[2] then
          local at = tonumber(head[2])
          local wait = math.max((set == 'due' and math.floor(at / 16) or at) - now, 0)
          next_time = next_time < 0 and wait or math.min(next_time, wait)
        end
      end
      if redis.call('HEXISTS', q .. 'meta', 'z') == 0 then
        redis.call('HSET', q .. 'meta', 'z', 1)
      end
    end
  end
  return { claims, losses, next_time, next_queue, next_skip }
end
