-- What becomes of tasks, other than what most of them go through. Functions that move a task keep
-- its table in step with what is stored: leave takes it out of the sets of one state, and
-- enter_waiting, block, put_back or finish brings it into those of the next.
-- A task is a table, made by tasks.load. Other tables may stand in for one where fewer fields are
-- needed, as in settle.lua; which those are is said there. Its fields:
--   queue, id, sequence, member    where it is; a damaged one may lack the sequence and the member
--   damaged                        nothing below can be relied on but the state
--   name, priority, enqueued       from the head of its record
--   due_in_head, expiry_in_head    words of the head; due and expiry are what holds now, which is
--   due, expiry                    nil for no expiry, or for none any more
--   scope, key                     of its unique key: a SCOPE, and the digest; after a colon the end
--                                  of a key that is held for a time
--   state                          a STATE
--   failures, losses, ran_before   counts, and whether any is above 0
--   token, worker                  of the last claim
--   cancel_requested, awaited      fields x and aw of its state
--   unknown_since, never_expires   fields us and ne
--   ended, settled_by              fields en and n
--   text, links_begin,             the beginning of its record, and where in the record those stand
--   links_length                   that wait for it; see links_of
--   join, released, first_failed,  of one that waits for others, see joins.load
--   failed_parents, ended_by_parents

tasks = lazily(function(tasks)
  -- Wakes whoever awaits the end of a task.
  function tasks.notify_awaiting(queue, id)
    redis.pcall('PUBLISH', channel, 'e' .. id)
  end

  -- The sets that ready tasks are in, after others: ready, and one for each name with parked
  -- tasks.
  function tasks.ready_sets(queue, others)
    local sets = others or {}
    sets[#sets + 1] = 'ready'
    for _, name in ipairs(redis.call('SMEMBERS', queue .. 'parked')) do
      sets[#sets + 1] = 'p:' .. name
    end
    return sets
  end

  -- How many tasks are ready, parked ones with them.
  function tasks.count_ready(queue)
    local sum = 0
    for _, set in ipairs(tasks.ready_sets(queue)) do
      sum = sum + redis.call('ZCARD', queue .. set)
    end
    return sum
  end

  -- What ends the head of a task that waits for others or is waited for: the bytes of its
  -- links, with a B if any is bound, and its join; each - when there is none.
  function tasks.links_and_join(rest)
    local links, join = string.match(rest, '^ (%S+) (%S+)$')
    return links or '-', join or '-'
  end

  -- The bytes of links; nil when there are none.
  function tasks.length_of(links)
    return tonumber(string.match(links, '^%d+') or '')
  end

  -- Who waits for a task: of the record what comes after the head, if the task has any. A task
  -- that was loaded by the beginning of its record may need a second look for long links.
  function tasks.links_of(task)
    if not task.links_length then
      return ''
    end
    local last = task.links_begin + task.links_length - 1
    if #task.text >= last then
      return string.sub(task.text, task.links_begin, last)
    end
    return redis.call('GETRANGE', task.queue .. 't:' .. task.id, task.links_begin - 1, last - 1)
  end

  -- A task has ended, or is about to be removed before it has: those that wait for it are told
  -- by tell_dependants. What is the result or the error.
  function tasks.note_end(task, state, what)
    if task.links_length then
      ended_parents[#ended_parents + 1] = {
        queue = task.queue, id = task.id, name = task.name, state = state, what = what, links = tasks.links_of(task)
      }
    end
  end

  -- The latest error. Another program may have put a key of another type there.
  function tasks.error_of(task)
    local found = redis.pcall('GET', task.queue .. 'e:' .. task.id)
    return type(found) == 'string' and found or ''
  end

  -- The worker that field r of a state names, or field w where its name is too long for that.
  function tasks.worker_of(run, apart)
    return run and string.match(run, '^%d+ %S+ (.+)$') or apart or ''
  end

  -- A task with all that the scripts need, or nil when there is none. Whatever another program
  -- may have written is no reason to fail: a task that cannot be read has damaged set, and of
  -- the other fields the fewest. Keys: t:<id>, of which it reads the beginning, and s:<id>.
  function tasks.load(queue, id, member)
    local text = redis.pcall('GETRANGE', queue .. 't:' .. id, 0, 299)
    if text == '' then
      return nil
    end
    local stored =
      redis.pcall('HMGET', queue .. 's:' .. id, 'st', 'f', 'l', 'due', 'tok', 'r', 'x', 'us', 'ne', 'aw', 'w',
        'en', 'n')
    local sequence, priority, enqueued, due, expiry, name, unique, rest, links_begin
    if type(text) == 'string' and not stored.err then
      sequence, priority, enqueued, due, expiry, name, unique, rest, links_begin = parse_head(text)
    end
    local state, failures, losses = stored[1] or STATE.WAITING, tonumber(stored[2] or 0), tonumber(stored[3] or 0)
    if not unique or not failures or not losses or #sequence ~= 8 then
      return {
        queue = queue, id = id, member = member, damaged = true, state = state, failures = 0, losses = 0, name = '',
        awaited = stored[10]
      }
    end
    local task = {
      queue = queue, id = id, sequence = sequence, member = sequence .. id, name = name, priority = tonumber(priority),
      enqueued = tonumber(enqueued), due_in_head = due, expiry_in_head = expiry,
      scope = unique ~= '-' and string.sub(unique, 1, 1) or nil, key = string.sub(unique, 2),
      state = state, failures = failures, losses = losses, ran_before = failures + losses > 0,
      due = tonumber(stored[4] or due) or tonumber(enqueued), expiry = tonumber(expiry), token = stored[5],
      worker = tasks.worker_of(stored[6], stored[11]), cancel_requested = stored[7],
      unknown_since = tonumber(stored[8] or ''), never_expires = stored[9], awaited = stored[10],
      ended = tonumber(stored[12] or ''), settled_by = stored[13],
      text = text, links_begin = links_begin
    }
    local links, join = tasks.links_and_join(rest)
    task.links_length = tasks.length_of(links)
    if join ~= '-' then
      joins.load(task, join)
    end
    if task.never_expires then
      task.expiry = nil
    end
    return task
  end

  -- What a claim needs of a task that waits, of whose record it may have read the whole
  -- already; nil when there is none, and with damaged set when it cannot be read. Keys: t:<id>,
  -- s:<id>.
  function tasks.load_waiting(queue, member, record)
    local id = id_of(member)
    -- MGET, which read the record, has nothing to say of a key of another type.
    record = record or redis.pcall('GET', queue .. 't:' .. id)
    if not record then
      return nil
    end
    local stored = redis.pcall('HMGET', queue .. 's:' .. id, 'st', 'f', 'l', 'ne', 'tok')
    local expiry, name, unique, rest, links_begin, _
    if type(record) == 'string' and not stored.err then
      _, _, _, _, expiry, name, unique, rest, links_begin = parse_head(record)
    end
    local failures, losses = tonumber(stored[2] or 0), tonumber(stored[3] or 0)
    if not name or not failures or not losses then
      return { queue = queue, id = id, member = member, damaged = true, state = STATE.WAITING }
    end
    local links = tasks.links_and_join(rest)
    local task = {
      queue = queue, id = id, member = member, name = name, record = record,
      state = stored[1] or STATE.WAITING, failures = failures, losses = losses, token = stored[5],
      expires = expiry ~= '-' and not stored[4],
      known = links == '-' and sequence_of(member) .. name .. ' ' .. unique
    }
    -- Its end may be in vain once that of a whole it is bound to is known. Put back by hand, it
    -- runs whatever that is.
    if not stored[4] and string.find(links, FLAG.BOUND, 1, true) then
      task.bound_links = string.sub(record, links_begin, links_begin + tasks.length_of(links) - 1)
    end
    return task
  end

  -- A dead letter is in a set by its end and in one by its sequence.
  function tasks.add_dead_letter(queue, member)
    redis.call('ZADD', queue .. 'dead', now_text, member)
    redis.call('ZADD', queue .. 'letters', 0, member)
  end

  -- Takes it out of both.
  function tasks.remove_dead_letter(queue, member)
    redis.call('ZREM', queue .. 'dead', member)
    redis.call('ZREM', queue .. 'letters', member)
  end

  -- Most are in ready, fewer in due, and few are parked. Those that ran before are counted as
  -- to be retried.
  local function leave_waiting(task)
    local queue, member = task.queue, task.member
    local in_ready = redis.call('ZREM', queue .. 'ready', member) == 1
    if not in_ready and redis.call('ZREM', queue .. 'due', member) == 0 then
      redis.call('ZREM', queue .. 'p:' .. task.name, member)
    end
    if task.ran_before then
      increase(queue .. 'meta', 'nr', -1)
    end
  end

  -- In names it counts against a limit no more.
  local function leave_running(task)
    redis.call('ZREM', task.queue .. 'lease', task.member)
    if increase(task.queue .. 'names', task.name, -1) <= 0 then
      redis.call('HDEL', task.queue .. 'names', task.name)
    end
  end

  -- Takes a task out of the sets of its state, and out of what was counted with it. Counts of
  -- its failures and losses must not have changed before. Keys: the set of its state; exp;
  -- names; nr or nc of meta. Done first by whatever moves a task, and harmless when it was
  -- done.
  function tasks.leave(task)
    local queue, member, state = task.queue, task.member, task.state
    task.state = STATE.BETWEEN
    if state == STATE.WAITING then
      leave_waiting(task)
    elseif state == STATE.BLOCKED then
      redis.call('ZREM', queue .. 'blocked', member)
    elseif state == STATE.RUNNING then
      leave_running(task)
    elseif state == STATE.FAILED then
      tasks.remove_dead_letter(queue, member)
    elseif state ~= STATE.BETWEEN then
      redis.call('ZREM', queue .. 'done', member)
      if state == STATE.CANCELLED then
        increase(queue .. 'meta', 'nc', -1)
      end
    end
    if task.expiry and (state == STATE.WAITING or state == STATE.BLOCKED) then
      redis.call('ZREM', queue .. 'exp', member)
    end
  end

  -- A key with the scope of a time is held by w:<key>, which lapses by itself.
  local function holds_in_set(task)
    return task.scope == SCOPE.LIVE or task.scope == SCOPE.WAITING
  end

  -- Keys: u:<key>.
  function tasks.hold_key(task)
    if holds_in_set(task) then
      redis.call('ZADD', task.queue .. 'u:' .. task.key, decode(task.sequence), task.scope .. task.id)
    end
  end

  -- Keys: u:<key>. A key held for a time is not freed by an end.
  function tasks.free_key(task)
    if holds_in_set(task) then
      redis.call('ZREM', task.queue .. 'u:' .. task.key, task.scope .. task.id)
    end
  end

  -- Enters a task that waits into its sets: due or ready, and exp. Keys: due or ready, exp, nr
  -- of meta.
  function tasks.enter_waiting(task)
    local queue, member = task.queue, task.member
    if task.due > now then
      redis.call('ZADD', queue .. 'due', due_score(task.due, task.priority), member)
      -- Whoever sleeps until the next due time has to know of an earlier one.
      if redis.call('ZRANGE', queue .. 'due', 0, 0)[1] == member then
        wake(queue)
      end
    else
      redis.call('ZADD', queue .. 'ready', rank(task.priority, task.due), member)
      wake(queue)
    end
    if task.expiry then
      redis.call('ZADD', queue .. 'exp', int(task.expiry), member)
    end
    task.state = STATE.WAITING
    task.ran_before = task.failures + task.losses > 0
    if task.ran_before then
      increase(queue .. 'meta', 'nr', 1)
    end
  end

  -- Makes a task that has left its sets wait for others. It may expire meanwhile. Keys: s:<id>,
  -- blocked, exp.
  function tasks.block(task)
    redis.call('HSET', task.queue .. 's:' .. task.id, 'st', STATE.BLOCKED)
    redis.call('ZADD', task.queue .. 'blocked', 0, task.member)
    if task.expiry then
      redis.call('ZADD', task.queue .. 'exp', int(task.expiry), task.member)
    end
    task.state = STATE.BLOCKED
  end

  -- Makes a task that has left its sets wait until due. Its failures and losses are those to be
  -- kept; fields are more of its state. Keys: s:<id>, and those of enter_waiting.
  function tasks.put_back(task, due, fields)
    task.due = due
    task.cancel_requested = nil
    redis.call('HSET', task.queue .. 's:' .. task.id,
      'st', STATE.WAITING, 'f', task.failures, 'l', task.losses, 'due', int(due), unpack(fields or {}))
    redis.call('HDEL', task.queue .. 's:' .. task.id, 'en', 'x')
    tasks.enter_waiting(task)
  end

  -- Ends a task, from any state or from between two: out of its sets and into those of its end,
  -- its key free, whoever awaits it woken, and whoever waits for it to be told. Keys: s:<id>;
  -- done, or dead and letters; nc of meta; u:<key>.
  function tasks.finish(task, state)
    local queue = task.queue
    tasks.leave(task)
    has_failed[queue] = has_failed[queue] or state == STATE.FAILED
    redis.call('HSET', queue .. 's:' .. task.id, 'st', state, 'f', task.failures, 'l', task.losses, 'en', now_text)
    if state == STATE.FAILED then
      tasks.add_dead_letter(queue, task.member)
    else
      redis.call('ZADD', queue .. 'done', now_text, task.member)
    end
    if state == STATE.CANCELLED then
      increase(queue .. 'meta', 'nc', 1)
    end
    task.state = state
    tasks.free_key(task)
    if task.awaited then
      redis.call('HDEL', queue .. 's:' .. task.id, 'aw')
      tasks.notify_awaiting(queue, task.id)
    end
    if task.links_length then
      tasks.note_end(task, state, state == STATE.SUCCEEDED and '' or tasks.error_of(task))
    end
  end

  -- Frees a key that is held for a time, unless another task has taken it since.
  local function free_timed_key(task)
    local key = task.queue .. 'w:' .. string.match(task.key, '^([^:]*)')
    local held = redis.call('GET', key)
    if held and string.sub(held, 1, 22) == task.id then
      redis.call('UNLINK', key)
    end
  end

  -- Removes all that is known of a task. A key that is held for a time outlives it where
  -- retention removes it. Keys: t:, s:, e:, r: and a:<id>; log; the set of its state; its
  -- unique key.
  function tasks.remove(task, by_retention)
    local queue, id = task.queue, task.id
    tasks.leave(task)
    redis.call('UNLINK', queue .. 't:' .. id, queue .. 's:' .. id, queue .. 'e:' .. id, queue .. 'r:' .. id,
      queue .. 'a:' .. id)
    if task.member then
      redis.pcall('XDEL', queue .. 'log', int(decode(task.member)) .. '-0')
    end
    tasks.free_key(task)
    if task.scope == SCOPE.WITHIN and not by_retention then
      free_timed_key(task)
    end
    if task.awaited then
      tasks.notify_awaiting(queue, id)
    end
  end

  -- A record that cannot be read becomes a dead letter without content: it can be purged. Its
  -- state may be of any type by now, so it is made anew. Keys: all sets it may be in, s:<id>,
  -- dead, letters. Neither its record nor its error is touched.
  function tasks.bury(task)
    local queue, state = task.queue, task.queue .. 's:' .. task.id
    for _, set in ipairs(tasks.ready_sets(queue, { 'due', 'exp', 'lease', 'done', 'blocked' })) do
      redis.call('ZREM', queue .. set, task.member)
    end
    redis.call('UNLINK', state)
    redis.call('HSET', state, 'st', STATE.FAILED, 'en', now_text)
    tasks.add_dead_letter(queue, task.member)
  end

  -- Whoever settled a task may not have heard of it yet, and ask again. So what goes soon after its
  -- end leaves its name, for as long as that may take, and no more of them than these.
  local SOON, REMEMBERED, MOST_REMEMBERED = 30000, 600000, 100000

  -- Keeps what is to be remembered: times and names in turn. Keys: gone.
  local function remember(queue, names)
    local gone = queue .. 'gone'
    in_portions('ZADD', gone, names)
    redis.call('ZREMRANGEBYSCORE', gone, '-inf', int(now - REMEMBERED))
    redis.call('ZREMRANGEBYRANK', gone, 0, -MOST_REMEMBERED - 1)
    redis.call('PEXPIRE', gone, REMEMBERED)
  end

  -- Whether a call settled a task that is gone. Keys: gone.
  function tasks.was_settled_by(queue, id, call)
    return redis.call('ZSCORE', queue .. 'gone', id .. ' ' .. call)
  end

  -- Removes tasks of done or dead. A live task got there by another program's hand alone: it
  -- leaves the set and stays. Keys: the set, gone, and all of each task.
  function tasks.remove_ended(queue, set, members)
    local dead, names = set == 'dead', {}
    for _, member in ipairs(members) do
      local id = id_of(member)
      local task = tasks.load(queue, id, member)
      local live = task and not task.damaged
        and (task.state == STATE.WAITING or task.state == STATE.RUNNING or task.state == STATE.BLOCKED)
      if not live then
        task = task or { queue = queue, id = id }
        task.member = member
        task.state = dead and STATE.FAILED or task.state
        tasks.remove(task, true)
        if task.settled_by and task.ended and now - task.ended < SOON then
          names[#names + 1] = now_text
          names[#names + 1] = id .. ' ' .. task.settled_by
        end
      end
      if dead then
        tasks.remove_dead_letter(queue, member)
      else
        redis.call('ZREM', queue .. set, member)
      end
    end
    if #names > 0 then
      remember(queue, names)
    end
  end

  -- The task that holds a unique key, other than except; nil when none does. Looks at w:<key>,
  -- then at u:<key>, of which it drops who no longer holds the key: a waiting task may have
  -- expired since, and a running one holds it only with the scope of all its life.
  function tasks.holder(queue, key, except)
    local held = redis.call('GET', queue .. 'w:' .. key)
    if held then
      local id, till = string.match(held, '^(%S+) (%d+)$')
      if id and id ~= except and tonumber(till) > now then
        return id
      end
    end
    for _, member in ipairs(redis.call('ZRANGE', queue .. 'u:' .. key, 0, -1)) do
      local id = string.sub(member, 2)
      if id ~= except then
        local task = tasks.load(queue, id)
        if not task or task.damaged or not (task.state == STATE.WAITING or task.state == STATE.RUNNING) then
          redis.call('ZREM', queue .. 'u:' .. key, member)
        elseif task.state == STATE.WAITING and task.expiry and task.expiry <= now then
          tasks.finish(task, STATE.CANCELLED)
        elseif task.scope == SCOPE.LIVE or task.state == STATE.WAITING then
          return id
        end
      end
    end
    return nil
  end

  -- A task as Java reads it, see StoredTask.java: record, state, error, and the result if it is
  -- asked for. Whatever is of another type is as if it were not there.
  function tasks.row(queue, id, with_result)
    local record = redis.pcall('GET', queue .. 't:' .. id)
    local state = redis.pcall('HMGET', queue .. 's:' .. id, unpack(STORED_FIELDS))
    local problem = redis.pcall('GET', queue .. 'e:' .. id)
    local result = with_result and redis.pcall('GET', queue .. 'r:' .. id)
    return {
      type(record) == 'string' and record or '', state.err and {} or state,
      type(problem) == 'string' and problem or false, type(result) == 'string' and result or false
    }
  end
end)
