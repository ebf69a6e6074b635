-- Included as a function: brings queues to the present, then starts tasks in order of queue, rank
-- and sequence. Given the name of this call and whether it is sent again. Sent: worker, lease, how
-- many at most, suspects at most, the queue to begin at and tasks to skip in it, how many queues,
-- then a limit or '' for each queue, then how many limited names, and name and limit of each. The
-- queues are the first KEYS. Those beyond are other queues, whose running tasks count against the
-- names. Gives claims (six values each, in one list), losses, milliseconds to the next event or -1,
-- and where to go on: queue, 0 when there is nothing more, and tasks to skip.
local call, again = ...
local LOOKED_AT_ONCE = 1000
-- A longer value would make a hash table of the small hash that a state is.
local LONGEST_VALUE = 64

local worker, most, suspects_left, lease_end
-- Field r of what this call starts, and whether the worker is too long to be in it.
local run, worker_apart
local claims, count, losses = {}, 0, {}
-- How many more tasks of a name may start, and whether any name has a limit.
local left_of_name, names_limited = {}, false

-- Ends the leases of a queue whose time has come: each is a loss, and its task is put back, or
-- dead after the last. Keys: lease and names; s:<id>, and e:<id> when it is dead; then where
-- the task goes: ready, dead or done.
local function lapse(queue)
  for_each_until(queue, 'lease', now_text, math.max(200, most), function(task, member)
    if task.state ~= STATE.RUNNING then
      redis.call('ZREM', queue .. 'lease', member)
      return
    end
    local record = redis.call('GET', queue .. 't:' .. task.id)
    -- A loss is counted apart from failures: it may be the worker's fault, and not the task's.
    tasks.leave(task)
    task.losses = task.losses + 1
    if task.cancel_requested then
      tasks.finish(task, STATE.CANCELLED)
    elseif task.losses >= max_deliveries then
      redis.call('SET', queue .. 'e:' .. task.id,
        'LOST ' .. task.losses .. ' ' .. (task.failures + task.losses) .. ' ' .. now_text .. ' ' .. task.worker)
      tasks.finish(task, STATE.FAILED)
    else
      tasks.put_back(task, math.min(task.due, now))
    end
    losses[#losses + 1] = { record, task.losses, task.worker, task.state }
  end)
end

-- Adds a claim to the answer, as ClaimAttempt.java reads it.
local function add_claim(record, token, failures, lost, id, queue)
  local n = count * 6
  claims[n + 1], claims[n + 2], claims[n + 3] = record, token, failures
  claims[n + 4], claims[n + 5], claims[n + 6] = lost, id, queue
  count = count + 1
end

-- What is started by one look at the queue enters the sets together: members, and for lease
-- scores and members.
local started, leased = {}, {}

-- Writes the state of a task that starts. Known is what a success needs of its head, or false;
-- due a new due time, or nil. In one command with what most tasks have, since each command
-- counts. Keys: s:<id>; the sets come with enter_started, names with store_running.
local function start(queue, member, name, state, known, token, due)
  if due and known and #known <= LONGEST_VALUE then
    redis.call('HSET', state, 'st', STATE.RUNNING, 'tok', token, 'r', run, 'k', known, 'due', due)
  elseif known and #known <= LONGEST_VALUE then
    redis.call('HSET', state, 'st', STATE.RUNNING, 'tok', token, 'r', run, 'k', known)
  else
    redis.call('HSET', state, 'st', STATE.RUNNING, 'tok', token, 'r', run)
    if due then
      redis.call('HSET', state, 'due', due)
    end
  end
  if worker_apart then
    redis.call('HSET', state, 'w', worker)
  end
  started[#started + 1] = member
  leased[#leased + 1] = lease_end
  leased[#leased + 1] = member
  note_running(queue, name, 1)
end

-- Moves what was started from ready, or from due, to lease.
local function enter_started(queue, from)
  in_portions('ZREM', queue .. from, started)
  in_portions('ZADD', queue .. 'lease', leased)
  started, leased = {}, {}
end

-- Reads the records of members in one command. Gives them, their ids, the keys of their states,
-- and whether none of them was ever claimed.
local function read_records(queue, members)
  local ids, records, states = {}, {}, {}
  for n, member in ipairs(members) do
    local id = id_of(member)
    ids[n], records[n], states[n] = id, queue .. 't:' .. id, queue .. 's:' .. id
  end
  return redis.call('MGET', unpack(records)), ids, states, redis.call('EXISTS', unpack(states)) == 0
end

local last_token = 0

-- Greater than all before, of which the queue kept the last, even when that went back in a
-- failover. The tasks that one call starts in a queue share it.
local function new_token(kept)
  last_token = math.max(last_token, kept, micros) + 1
  return int(last_token)
end

-- What most claims need none of.
local seldom = lazily(function(seldom)
  -- Sent again because the first answer was lost: what that one claimed is claimed by this;
  -- what is too many is put back. Keys: lease, and s:<id> of all that run, which is why names
  -- of calls are not asked for before.
  function seldom.claim_again(queue)
    for _, member in ipairs(redis.call('ZRANGE', queue .. 'lease', 0, -1)) do
      local id = id_of(member)
      if string.match(redis.call('HGET', queue .. 's:' .. id, 'r') or '', '^%d+ (%S+)') == call then
        local task = tasks.load(queue, id, member)
        if task and not task.damaged and task.state == STATE.RUNNING then
          if count < most then
            redis.call('ZADD', queue .. 'lease', lease_end, member)
            add_claim(redis.call('GET', queue .. 't:' .. id), task.token, task.failures, task.losses, id, queue)
          else
            tasks.leave(task)
            tasks.put_back(task, math.min(task.due, now))
          end
        end
      end
    end
  end

  -- Starts a task, as load_waiting gives it, that ran before, expires, or is otherwise not as
  -- most are. Keys: exp, nr of meta, and those of start.
  function seldom.start_any(waiting, token)
    local queue, member, state = waiting.queue, waiting.member, waiting.queue .. 's:' .. waiting.id
    if waiting.expires then
      redis.call('ZREM', queue .. 'exp', member)
    end
    if waiting.failures + waiting.losses > 0 then
      increase(queue .. 'meta', 'nr', -1)
    end
    if waiting.token then
      redis.call('HDEL', state, 'pd', 'pt', 'pn')
    end
    start(queue, member, waiting.name, state, not waiting.token and waiting.known, token)
    add_claim(waiting.record, token, waiting.failures, waiting.losses, waiting.id, queue)
  end

  -- Puts apart tasks whose name is at its limit, so that the next claims need not look at them.
  -- Keys: ready, p:<name>, parked, pk of meta.
  function seldom.park(queue, parked)
    for _, one in ipairs(parked) do
      local set = queue .. 'p:' .. one.name
      redis.call('ZADD', set, redis.call('ZSCORE', queue .. 'ready', one.member), one.member)
      redis.call('ZREM', queue .. 'ready', one.member)
      redis.call('SADD', queue .. 'parked', one.name)
    end
    redis.call('HSET', queue .. 'meta', 'pk', 1)
  end

  -- Makes up to so many parked tasks of a name ready again; gives how many it were.
  local function unpark_name(queue, set, wanted)
    local first = redis.call('ZRANGE', set, 0, wanted - 1, 'WITHSCORES')
    local ready = {}
    for i = 1, #first, 2 do
      ready[i], ready[i + 1] = first[i + 1], first[i]
    end
    in_portions('ZADD', queue .. 'ready', ready)
    if #first > 0 then
      redis.call('ZREMRANGEBYRANK', set, 0, #first / 2 - 1)
    end
    return #first / 2
  end

  -- Takes back as many parked tasks as this claim could start: of each name the first, so they
  -- keep their places. Gives how many. Keys: parked, p:<name>, ready, pk of meta.
  function seldom.unpark(queue)
    local names = redis.call('SMEMBERS', queue .. 'parked')
    local empty, unparked = 0, 0
    for _, name in ipairs(names) do
      local set = queue .. 'p:' .. name
      local wanted = math.min(most - count, left_of_name[name] or most)
      if wanted > 0 then
        unparked = unparked + unpark_name(queue, set, wanted)
      end
      if redis.call('EXISTS', set) == 0 then
        redis.call('SREM', queue .. 'parked', name)
        empty = empty + 1
      end
    end
    if empty == #names then
      redis.call('HDEL', queue .. 'meta', 'pk')
    end
    return unparked
  end

  -- The order of ready.
  function seldom.goes_before(one, other)
    return one.rank < other.rank or one.rank == other.rank and one.member < other.member
  end

  -- Puts the early starts of a queue in order; gives whether none of them goes before any that
  -- was ready already.
  function seldom.early_come_last(queue)
    local of_queue = early_starts[queue]
    for i = 2, #of_queue do
      if seldom.goes_before(of_queue[i], of_queue[i - 1]) then
        table.sort(of_queue, seldom.goes_before)
        break
      end
    end
    local last = redis.call('ZRANGE', queue .. 'ready', -1, -1, 'WITHSCORES')
    return not last[1] or seldom.goes_before({ rank = tonumber(last[2]), member = last[1] }, of_queue[1])
  end

  -- Starts early starts while more is wanted, without making them ready first. Keys: due,
  -- lease, and those of start; the record keeps its old due time, the state has the new.
  function seldom.start_early(queue, kept_token)
    local of_queue, token = early_starts[queue], new_token(kept_token)
    local taken = math.min(most - count, #of_queue)
    for i = 1, taken do
      local early = of_queue[i]
      start(queue, early.member, early.name, queue .. 's:' .. early.id, early.known, token, early.enqueued)
      add_claim(early.record, token, 0, 0, early.id, queue)
    end
    enter_started(queue, 'due')
    early_starts[queue] = {}
    for i = taken + 1, #of_queue do
      early_starts[queue][i - taken] = of_queue[i]
    end
  end
end)

-- How many tasks all queues of this call have been passed over in: what bounds its work.
local passed_over = 0

-- Starts ready tasks of a queue, from a place on. Gives where to go on, or nil when the queue
-- was looked through, and how many more its limit leaves. Reads a batch of records by one
-- command and asks by one more whether all of them are fresh, as most are: those have no state
-- to look at. Keys: ready, lease, t:<id>, s:<id>.
local function start_ready(queue, limit, from, kept_token)
  local token
  local left = limit ~= '' and tonumber(limit) - redis.call('ZCARD', queue .. 'lease') or most
  local parked = {}

  -- Whether a task may start now; counts it if so. A suspect may be what kills its workers, so
  -- few run at a time.
  local function may_start(name, suspect, member)
    local held_up = names_limited and (left_of_name[name] or 1) <= 0
    if held_up or (suspect and suspects_left <= 0) then
      passed_over = passed_over + 1
      -- A suspect stays: taken back for a claim that takes none, it would be in the way of
      -- those behind it.
      if held_up and not suspect then
        parked[#parked + 1] = { name = name, member = member }
      else
        from = from + 1
      end
      return false
    end
    token = token or new_token(kept_token)
    left = left - 1
    suspects_left = suspect and suspects_left - 1 or suspects_left
    if left_of_name[name] then
      left_of_name[name] = left_of_name[name] - 1
    end
    return true
  end

  -- A task that is not as most are.
  local function start_other(member, record)
    local waiting = tasks.load_waiting(queue, member, record)
    if not waiting or waiting.state ~= STATE.WAITING then
      redis.call('ZREM', queue .. 'ready', member)
    elseif waiting.damaged then
      tasks.bury(waiting)
    elseif waiting.bound_links and joins.end_if_unneeded(waiting) then
      -- Its end is heard of by whoever waits for it.
    elseif may_start(waiting.name, waiting.losses > 0 and waiting.losses >= max_deliveries - 1, member) then
      seldom.start_any(waiting, token)
    end
  end

  while count < most and left > 0 do
    -- A few more than wanted where some were passed over, so that a queue full of those is soon
    -- looked through.
    local wanted = math.min(most - count, left, 1000)
    local members = redis.call('ZRANGE', queue .. 'ready', from, from + wanted - 1 + (passed_over > 0 and 100 or 0))
    if #members == 0 then
      -- From may be past the end: what was passed over stays in its place.
      return nil, left
    end
    local records, ids, states, fresh = read_records(queue, members)
    for n, member in ipairs(members) do
      if count >= most or left <= 0 then
        break
      end
      local record, _, expiry, name, unique, rest = records[n], nil, nil, nil, nil, nil
      if fresh and record then
        _, _, _, _, expiry, name, unique, rest = parse_head(record)
      end
      if expiry == '-' and rest == '' then
        -- As most are: never claimed, without an expiry, and nobody waits for it.
        if may_start(name, false, member) then
          start(queue, member, name, states[n], sequence_of(member) .. name .. ' ' .. unique, token)
          add_claim(record, token, 0, 0, ids[n], queue)
        end
      else
        start_other(member, record)
      end
    end
    enter_started(queue, 'ready')
    if #parked > 0 then
      seldom.park(queue, parked)
      parked = {}
    end
    if passed_over >= LOOKED_AT_ONCE then
      return from, left
    end
  end
  return nil, left
end

-- Brings the queues of a claim to the present. What was lost or has expired may release
-- something to claim.
local function bring_to_present(queues)
  for i = 1, queues do
    local queue = queue_of(KEYS[i])
    lapse(queue)
    expire(queue, 200)
    promote(queue, math.max(10, 2 * most))
  end
  tell_dependants()
end

-- Reads the limits of names, and how much of each is left. Keys: names of all queues of the
-- call.
local function read_limits_of_names()
  local limits = args.number()
  names_limited = limits > 0
  if names_limited then
    store_running()
  end
  for _ = 1, limits do
    local name, left = args.text(), args.number()
    for i = 1, #KEYS do
      left = left - math.max(stored_number(redis.call('HGET', queue_of(KEYS[i]) .. 'names', name), 0), 0)
    end
    left_of_name[name] = left
  end
end

-- Starts tasks of a queue that is not paused; gives where to go on in it, or nil. Early starts
-- that go before nothing need not become ready, unless a limit may hold them up. Keys: token of
-- meta, beside those of what it calls.
local function claim_from(queue, limit, skip, paused, kept_token, has_parked)
  if paused then
    return nil
  end
  local token_before = last_token
  local early = early_starts[queue]
  local direct =
    early and #early > 0 and limit == '' and not names_limited and not has_parked and seldom.early_come_last(queue)
  if not direct then
    make_early_ready(queue)
  end
  local unparked = has_parked and seldom.unpark(queue) or 0
  local from, left = start_ready(queue, limit, skip, kept_token)
  -- What was taken back may have been nothing to start, while a place is left for what is
  -- behind it.
  while unparked > 0 and not from and count < most and left > 0 do
    unparked = seldom.unpark(queue)
    from, left = start_ready(queue, limit, 0, kept_token)
  end
  if direct and not from and count < most then
    seldom.start_early(queue, kept_token)
  end
  make_early_ready(queue)
  if last_token > token_before then
    redis.call('HSET', queue .. 'meta', 'token', int(last_token))
  end
  return from
end

-- Milliseconds until a lease, a due time or an expiry comes; -1 when there is none. Leaves in
-- each queue that a claim waits, so that whoever brings something to claim tells it. Keys:
-- lease, due, exp, z of meta.
local function wait_for_next(queues)
  local next_time = -1
  for i = 1, queues do
    local queue = queue_of(KEYS[i])
    for _, set in ipairs({ 'lease', 'due', 'exp' }) do
      local first = redis.call('ZRANGE', queue .. set, 0, 0, 'WITHSCORES')
      if first[2] then
        local score = tonumber(first[2])
        local wait = math.max((set == 'due' and math.floor(score / 16) or score) - now, 0)
        next_time = next_time < 0 and wait or math.min(next_time, wait)
      end
    end
    if redis.call('HEXISTS', queue .. 'meta', 'z') == 0 then
      redis.call('HSET', queue .. 'meta', 'z', 1)
    end
  end
  return next_time
end

-- What a claim is: a list of five, which ClaimAttempt.java reads. Early starts are made ready
-- in any case, and what ended is told, whatever was found.
worker = args.text()
lease_end = int(now + args.number())
most, suspects_left = args.number(), args.number()
run = now_text .. ' ' .. call .. ' ' .. worker
worker_apart = #run > LONGEST_VALUE
run = worker_apart and now_text .. ' ' .. call or run
local first, skip, queues = args.number(), args.number(), args.number()
local limits = {}
for i = 1, queues do
  limits[i] = args.text()
end

-- When the first call took effect, its claims are the answer; nothing else is started, since
-- that one had its own look at the queues.
if again then
  for i = 1, queues do
    seldom.claim_again(queue_of(KEYS[i]))
  end
  if count > 0 then
    make_all_early_ready()
    return { claims, losses, -1, 0, 0 }
  end
end
-- A call that goes on where one left off has done this.
if skip == 0 then
  bring_to_present(queues)
end
read_limits_of_names()
local next_queue, next_skip = 0, 0
for i = first, queues do
  if count >= most then
    break
  end
  local queue = queue_of(KEYS[i])
  local meta = redis.call('HMGET', queue .. 'meta', 'paused', 'token', 'pk')
  local from = claim_from(queue, limits[i], i == first and skip or 0, meta[1], stored_number(meta[2], 0), meta[3])
  if from then
    next_queue, next_skip = i, from
    break
  end
end
make_all_early_ready()
tell_dependants()
local nothing = count == 0 and #losses == 0 and next_queue == 0
return { claims, losses, nothing and wait_for_next(queues) or -1, next_queue, next_skip }
