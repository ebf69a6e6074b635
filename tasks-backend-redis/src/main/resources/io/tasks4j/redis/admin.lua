-- What operators do and see of one task. Sent: an ACTION, id; for ARRIVALS also the first slot,
-- and how many at most. KEYS are all queues the task may be in. Gives nil when no queue has it.
local action, id = args.text(), args.text()

-- For a worker or for other tasks: what nobody has begun.
local function is_waiting(task)
  return task.state == STATE.WAITING or task.state == STATE.BLOCKED
end

-- A row as tasks.row gives it; the result only where it is asked for.
local function show(task)
  if action == ACTION.AWAIT and (is_waiting(task) or task.state == STATE.RUNNING) then
    redis.call('HSET', task.queue .. 's:' .. id, 'aw', 1)
  end
  return tasks.row(task.queue, id, action ~= ACTION.FIND and task.state == STATE.SUCCEEDED)
end

-- A running task is only asked to end: its worker hears of it as it renews. Keys: those of its
-- end, or x in s:<id>.
local function cancel(task)
  if is_waiting(task) then
    tasks.finish(task, STATE.CANCELLED)
    return CANCEL.CANCELLED
  elseif task.state == STATE.RUNNING then
    redis.call('HSET', task.queue .. 's:' .. id, 'x', 1)
    return CANCEL.REQUESTED
  end
  return CANCEL.NOTHING
end

-- Makes a task that failed or was cancelled wait again, with no failures, losses and expiry: 1
-- if so. Not while another holds its key. Keys: all of the task and of those that it lets wait
-- again.
local function requeue(task)
  if task.damaged or not (task.state == STATE.FAILED or task.state == STATE.CANCELLED) then
    return 0
  end
  if task.scope and tasks.holder(task.queue, string.match(task.key, '^([^:]*)'), id) then
    return 0
  end
  if task.join and not task.released then
    return joins.requeue_unreleased(task)
  end
  tasks.leave(task)
  task.failures, task.losses, task.expiry = 0, 0, nil
  redis.call('HDEL', task.queue .. 's:' .. id, 'us')
  tasks.put_back(task, now, { 'ne', 1 })
  tasks.hold_key(task)
  joins.revive_dependants(task)
  return 1
end

-- Removes a task that does not run, or only one that has ended: 1 if so. Whoever waits for it
-- hears that it was cancelled, unless it had ended. Keys: all of the task, which go, and its
-- key if that is held for a time.
local function purge(task, only_ended)
  if task.state == STATE.RUNNING or (only_ended and is_waiting(task)) then
    return 0
  end
  if task.damaged then
    tasks.remove_dead_letter(task.queue, task.member or '')
    redis.call('UNLINK', task.queue .. 't:' .. id)
  end
  if is_waiting(task) then
    tasks.note_end(task, STATE.CANCELLED, tasks.error_of(task))
  end
  tasks.remove(task)
  return 1
end

-- What a task waits for: how many parents, how many of them have ended, and failed; then slots
-- and arrivals, read a thousand at a time. Keys: a:<id>.
local function arrivals(task, slot, limit)
  if not task.join then
    return false
  end
  local parents = tonumber(string.match(task.join, '^%d+'))
  local answer = { parents, redis.call('HLEN', task.queue .. 'a:' .. id), task.failed_parents }
  while slot < parents and limit > 0 do
    local slots = {}
    for at = slot, math.min(slot + 999, parents - 1) do
      slots[#slots + 1] = at
    end
    for i, value in ipairs(redis.call('HMGET', task.queue .. 'a:' .. id, unpack(slots))) do
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

-- Expires what has to first: it may be a parent.
local function arrivals_of_now(task)
  expire(task.queue, 1000)
  tell_dependants()
  return arrivals(tasks.load(task.queue, id) or task, args.number(), args.number())
end

-- A task that cannot be read has no sequence; the set of dead letters knows its member, once it
-- was buried.
local function find_member(task)
  task.state = STATE.FAILED
  for _, member in ipairs(redis.call('ZRANGE', task.queue .. 'dead', 0, -1)) do
    if id_of(member) == id then
      task.member = member
    end
  end
end

-- Does what is asked of a task that was found; gives what TaskLookup.java gives to its caller.
local function act(task, key)
  if action == ACTION.PLACE then
    return { task.member and sequence_of(task.member) or '', key }
  elseif action == ACTION.CANCEL then
    return cancel(task)
  elseif action == ACTION.REQUEUE then
    return requeue(task)
  elseif action == ACTION.PURGE then
    return purge(task, false)
  elseif action == ACTION.DELETE then
    return purge(task, true)
  elseif action == ACTION.ARRIVALS then
    return arrivals_of_now(task)
  end
  return show(task)
end

for _, key in ipairs(KEYS) do
  local task = tasks.load(queue_of(key), id)
  if task then
    if task.damaged then
      find_member(task)
    elseif is_waiting(task) and task.expiry and task.expiry <= now then
      tasks.finish(task, STATE.CANCELLED)
      tell_dependants()
    end
    local answer = act(task, key)
    tell_dependants()
    return answer
  end
end
return false
