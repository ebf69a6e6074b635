-- Included as a function: takes back the due times of tasks of one queue that were never claimed.
-- Given the queue and ids. Gives a state of EarlyStart for each. Those that were not yet as most
-- are have entered their sets; all others are in early_starts, for the claim of the same call, or
-- for make_all_early_ready.
local queue, ids = ...

-- Any task, with all that is known of it. Keys: due of s:<id>, due, ready.
local function take_back_any(id)
  local task = tasks.load(queue, id)
  if task and not task.damaged and task.state == STATE.WAITING and not task.token and task.due > task.enqueued then
    tasks.leave(task)
    task.due = task.enqueued
    redis.call('HSET', queue .. 's:' .. task.id, 'due', int(task.due))
    tasks.enter_waiting(task)
  end
  if not task then
    return EARLY.UNKNOWN
  end
  return task.state == STATE.WAITING and task.due and task.due <= now and EARLY.READY or EARLY.NOT_READY
end

-- Members that were seen: an id may be sent twice.
local seen = {}

-- The way most tasks go: nothing was kept of them yet but the record, and their due time is
-- still to come. It is replaced in the record by a time that has as many characters, which is
-- why both are compared.
local function take_back_fresh(id, record)
  local sequence, priority, enqueued, due, expiry, name, unique, rest = parse_head(record)
  local plain = rest == '' and expiry == '-' and #sequence == 8
  if not plain or not tonumber(due) or #due ~= #enqueued or tonumber(due) <= now or tonumber(enqueued) > now then
    return take_back_any(id)
  end
  local member = sequence .. id
  if not seen[member] then
    -- A rank by the time it was enqueued, as if it had been due from then on.
    seen[member] = true
    local of_queue = early_starts[queue]
    of_queue[#of_queue + 1] = {
      id = id, member = member, rank = rank(tonumber(priority), tonumber(enqueued)), enqueued = enqueued, name = name,
      record = record, known = sequence .. name .. ' ' .. unique
    }
  end
  return EARLY.READY
end

-- Reads the records of some ids in one command, and asks by one whether any has a state.
local function take_back_some(first, last, states)
  local records, hashes = {}, {}
  for i = first, last do
    records[#records + 1], hashes[#hashes + 1] = queue .. 't:' .. ids[i], queue .. 's:' .. ids[i]
  end
  local fresh = redis.call('EXISTS', unpack(hashes)) == 0
  local found = fresh and redis.call('MGET', unpack(records)) or {}
  for i = first, last do
    local record = found[i - first + 1]
    states[i] = record and take_back_fresh(ids[i], record) or take_back_any(ids[i])
  end
end

-- A thousand at a time, since the records of so many fit the stack.
local states = {}
early_starts[queue] = {}
for first = 1, #ids, 1000 do
  take_back_some(first, math.min(first + 999, #ids), states)
end
return states
