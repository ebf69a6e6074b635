-- Tells tasks that their parents have ended, and releases or ends them. Who waits for a task is
-- in its record after the head, a line each: slot, B when the task is bound to that one or else
-- -, id, and meta key of another queue. What a task waits for is the last word of its head, as
-- TaskEnqueuer.java writes it: <parents>:<least failures>:<most failures>:<P patient or -><G gate
-- or ->. Fields of s:<id>: jr (released), je (ended by its parents: P if patient, else -), jf
-- (how many parents failed), jo (the one that failed first: its stamp and slot), xp (expiry
-- since the release), v<slot> (when a parent in another slot of a cluster was put back). A
-- field of a:<id> is an arrival, how the parent of a slot ended: a STATE, its id, its name; of
-- one that failed a blank and the stamp of its end; a new line; its result or error.
local LINK = '(%d+) (%S) (%S+) ([^\n]*)\n'

joins = lazily(function(joins)
  local stamps = 0

  -- A point in time, and the order within a call: sorts as text. On a cluster it goes along to
  -- the other queue, since what leaves an outbox does so in any order.
  function joins.stamp()
    stamps = stamps + 1
    return string.format('%.0f.%06d', micros, stamps)
  end

  -- Reads what a task waits for, and what is known of its parents. Keys: s:<id>.
  function joins.load(task, join)
    local stored = redis.call('HMGET', task.queue .. 's:' .. task.id, 'xp', 'jr', 'je', 'jf', 'jo')
    task.join = join
    task.expiry = tonumber(stored[1]) or task.expiry
    task.released, task.ended_by_parents = stored[2], stored[3]
    task.failed_parents, task.first_failed = tonumber(stored[4] or 0), stored[5] or nil
  end

  -- Puts on its way what is for a queue in another slot: Relay.java carries it from the outbox.
  -- A later entry for the same slot replaces the earlier. Keys: outbox of the queue of the
  -- parent.
  function joins.send(queue, meta, id, slot, kind, stamp, value)
    local field = (kind == PARENT.PUT_BACK and 'v' or 'a') .. slot .. id
    redis.call('HSET', queue .. 'outbox', field,
      cmsgpack.pack({ meta, RELAYED.ARRIVAL, field, stamp, stamp, id, slot, kind, value }))
  end

  -- The queue of a link.
  function joins.target(queue, meta)
    return meta == '' and queue or queue_of(meta)
  end

  -- What Join.verdict says, in Java. Counts the arrivals in a:<id>.
  function joins.verdict(task)
    local parents, least, most, patient = string.match(task.join, '^(%d+):(%d+):(%d+):(.)')
    local all_ended = redis.call('HLEN', task.queue .. 'a:' .. task.id) >= tonumber(parents)
    if task.failed_parents > tonumber(most) and (all_ended or patient ~= FLAG.PATIENT) then
      return VERDICT.FAIL
    elseif not all_ended then
      return VERDICT.WAIT
    end
    return task.failed_parents < tonumber(least) and VERDICT.SKIP or VERDICT.RELEASE
  end

  -- A time that the head has as r and milliseconds counts from the release, which is now.
  function joins.after_release(text)
    local after = string.match(text, '^r(%d+)$')
    return after and now + tonumber(after)
  end

  -- Releases a task: it waits until due, or ends if it is a gate, which has nothing to run.
  -- Keys: blocked and exp; s:<id>; then due or ready, or done for a gate.
  function joins.release(task)
    if string.sub(task.join, -1) == FLAG.GATE then
      redis.call('HSET', task.queue .. 's:' .. task.id, 'jr', 1)
      tasks.finish(task, STATE.SUCCEEDED)
      return
    end
    tasks.leave(task)
    local expiry = not task.never_expires and joins.after_release(task.expiry_in_head)
    local fields = { 'jr', 1 }
    if expiry then
      task.expiry = expiry
      fields = { 'jr', 1, 'xp', int(expiry) }
    end
    tasks.put_back(task, joins.after_release(task.due_in_head) or math.max(task.due, now), fields)
  end

  -- Whether an arrival is a failure, and when it came about.
  function joins.failed_at(value)
    return string.sub(value, 1, 1) ~= STATE.SUCCEEDED and (string.match(value, '^%S+ ([^\n]*)\n') or '') or nil
  end

  -- The first failure among the arrivals as jo has it, its stamp and slot; nil when there is
  -- none. Reads all of a:<id>: asked for only when the first was put back, or its mark was
  -- damaged.
  function joins.find_first_failed(task)
    local first
    local arrivals = redis.call('HGETALL', task.queue .. 'a:' .. task.id)
    for i = 1, #arrivals, 2 do
      local stamp = joins.failed_at(arrivals[i + 1])
      local mark = stamp and stamp .. ' ' .. arrivals[i]
      if mark and (not first or mark < first) then
        first = mark
      end
    end
    return first
  end

  -- The slot of such a mark; nil when there is none.
  function joins.slot_of(mark)
    return mark and string.match(mark, ' (%d+)$')
  end

  -- The arrival that failed first. Another program may have changed jo.
  function joins.first_failure(task)
    local arrivals, slot = task.queue .. 'a:' .. task.id, joins.slot_of(task.first_failed)
    local value = slot and redis.call('HGET', arrivals, slot)
    if value and joins.failed_at(value) then
      return value
    end
    return redis.call('HGET', arrivals, joins.slot_of(joins.find_first_failed(task)))
  end

  -- What je is: of a patient task, which ends when nothing is left to be bound or to be tried
  -- again, P.
  function joins.ended_mark(task)
    return string.sub(task.join, -2, -2)
  end

  -- Writes the error of a task whose parents failed: of the first of them, and of a parent that
  -- failed for its own parents' sake what that one says, so that the last of many tells of the
  -- first. Keys: e:<id>.
  function joins.store_reason(task)
    local letter, parent, name, why =
      string.match(joins.first_failure(task), '^(.)(......................)([^ \n]*)[^\n]*\n(.*)$')
    if string.sub(why, 1, 7) ~= 'PARENT ' then
      why = 'PARENT ' .. parent .. ' ' .. letter .. ' ' .. now_text .. ' ' .. name .. '\n' .. why
    end
    redis.call('SET', task.queue .. 'e:' .. task.id, why)
  end

  -- Releases or ends a blocked task, or leaves it to wait, as its arrivals have it. Keys: je of
  -- s:<id>, e:<id>, and where it goes.
  function joins.judge(task)
    local verdict = joins.verdict(task)
    if verdict == VERDICT.RELEASE then
      joins.release(task)
    elseif verdict ~= VERDICT.WAIT then
      redis.call('HSET', task.queue .. 's:' .. task.id, 'je', joins.ended_mark(task))
      if verdict == VERDICT.FAIL then
        joins.store_reason(task)
      end
      tasks.finish(task, STATE.CANCELLED)
    end
  end

  -- Keeps the first arrival of a slot; touched collects the tasks to be judged, each loaded
  -- once. Keys: a:<id>, jf and jo of s:<id>.
  function joins.keep_arrival(touched, queue, id, slot, state, stamp, value)
    local key = queue .. id
    if touched[key] == nil then
      local task = tasks.load(queue, id)
      -- One that was released runs, or has ended: an arrival does not matter to it any more.
      touched[key] = task and not task.damaged and task.join and not task.released and task or false
      touched[#touched + 1] = touched[key] or nil
    end
    local task = touched[key]
    if not task or redis.call('HSETNX', queue .. 'a:' .. id, slot, value) == 0 or state == STATE.SUCCEEDED then
      return
    end
    task.failed_parents = task.failed_parents + 1
    local mark = stamp .. ' ' .. slot
    if not task.first_failed or mark < task.first_failed then
      task.first_failed = mark
    end
    redis.call('HSET', queue .. 's:' .. id, 'jf', task.failed_parents, 'jo', task.first_failed)
  end

  -- Under pcall: a record that was damaged by hand must not harm the others.
  function joins.judge_all(touched)
    for _, task in ipairs(touched) do
      if task.state == STATE.BLOCKED then
        pcall(joins.judge, task)
      end
    end
  end

  -- An arrival as a:<id> has it.
  function joins.arrival_of(parent, stamp)
    local failed = parent.state ~= STATE.SUCCEEDED and ' ' .. stamp or ''
    return parent.state .. parent.id .. parent.name .. failed .. '\n' .. parent.what
  end

  -- Tells whoever waits for what ended so far, and whoever waits for those in turn. Keys: those
  -- of keep_arrival and judge for each dependant, or outbox.
  function joins.tell()
    while #ended_parents > 0 do
      local ended, touched = ended_parents, {}
      ended_parents = {}
      for _, parent in ipairs(ended) do
        local stamp = joins.stamp()
        local value = joins.arrival_of(parent, stamp)
        for slot, _, id, meta in string.gmatch(parent.links, LINK) do
          if meta ~= '' and cluster then
            joins.send(parent.queue, meta, id, slot, parent.state, stamp, value)
          else
            -- A record that was damaged by hand must not harm the parent.
            pcall(joins.keep_arrival, touched, joins.target(parent.queue, meta), id, slot, parent.state, stamp, value)
          end
        end
      end
      joins.judge_all(touched)
    end
  end

  -- Makes a task that its parents had ended wait for them again. Keys: done, blocked, e:<id>,
  -- s:<id>.
  local function wait_again(task)
    tasks.leave(task)
    redis.call('HDEL', task.queue .. 's:' .. task.id, 'je', 'en', 'x')
    redis.call('UNLINK', task.queue .. 'e:' .. task.id)
    tasks.block(task)
  end

  -- Forgets that the parent in a slot failed; gives the task if that lets it wait again. Keys:
  -- a:<id>; jf and jo of s:<id>; done and blocked if it waits again.
  function joins.forget_failure(queue, id, slot)
    local task = tasks.load(queue, id)
    if not task or task.damaged or not task.join or task.released then
      return nil
    end
    local state, arrivals = queue .. 's:' .. id, queue .. 'a:' .. id
    local value = redis.call('HGET', arrivals, slot)
    if not value or not joins.failed_at(value) then
      return nil
    end
    redis.call('HDEL', arrivals, slot)
    task.failed_parents = task.failed_parents - 1
    redis.call('HSET', state, 'jf', task.failed_parents)
    if joins.slot_of(task.first_failed) == slot then
      task.first_failed = joins.find_first_failed(task)
      if task.first_failed then
        redis.call('HSET', state, 'jo', task.first_failed)
      else
        redis.call('HDEL', state, 'jo')
      end
    end
    -- It still waits, and waits on; or it was cancelled by hand, and stays so; or others failed too.
    if not task.ended_by_parents or joins.verdict(task) ~= VERDICT.WAIT then
      return nil
    end
    wait_again(task)
    return task
  end

  -- A task that did not succeed waits again: so do those that ended because of it, and because
  -- of those in turn.
  function joins.revive_dependants(first)
    local todo = { first }
    local i = 1
    while todo[i] do
      local parent = todo[i]
      for slot, _, id, meta in string.gmatch(tasks.links_of(parent), LINK) do
        if meta ~= '' and cluster then
          joins.send(parent.queue, meta, id, slot, PARENT.PUT_BACK, joins.stamp(), '')
        else
          todo[#todo + 1] = joins.forget_failure(joins.target(parent.queue, meta), id, slot)
        end
      end
      i = i + 1
    end
  end

  -- Puts back a task that never was released; 0 when a parent stands in its way. Keys: done and
  -- blocked; ne of s:<id>; and those of a release.
  function joins.requeue_unreleased(task)
    local verdict = joins.verdict(task)
    if verdict == VERDICT.FAIL or verdict == VERDICT.SKIP then
      -- From now on it is a parent that keeps it from running: put back, that revives it.
      redis.call('HSET', task.queue .. 's:' .. task.id, 'je', joins.ended_mark(task))
      return 0
    end
    task.expiry = nil
    task.never_expires = 1
    wait_again(task)
    redis.call('HSET', task.queue .. 's:' .. task.id, 'ne', 1)
    if verdict == VERDICT.RELEASE then
      joins.release(task)
    end
    joins.revive_dependants(task)
    return 1
  end

  -- By key of a state whether its task was cancelled: many tasks of a call may be bound to one.
  local cancelled = {}

  -- Who alone needed a task with these links, and was cancelled before it was released; nil
  -- when nobody was. On a cluster the state of a task in another queue cannot be seen.
  function joins.cancelled_whole(queue, links)
    for _, flag, id, meta in string.gmatch(links, LINK) do
      if flag == FLAG.BOUND and (meta == '' or not cluster) then
        local state = joins.target(queue, meta) .. 's:' .. id
        if cancelled[state] == nil then
          local stored = redis.pcall('HMGET', state, 'st', 'jr', 'je')
          cancelled[state] = stored[1] == STATE.CANCELLED and not stored[2] and stored[3] ~= FLAG.PATIENT
        end
        if cancelled[state] then
          return id
        end
      end
    end
    return nil
  end

  -- Ends a ready task, as load_waiting gives it, that nobody needs any more; false when it is
  -- needed. Keys: e:<id> and those of its end.
  function joins.end_if_unneeded(waiting)
    local by = joins.cancelled_whole(waiting.queue, waiting.bound_links)
    local task = by and tasks.load(waiting.queue, waiting.id, waiting.member)
    if not task or task.damaged then
      return false
    end
    redis.call('SET', task.queue .. 'e:' .. task.id, 'UNNEEDED ' .. by .. ' ' .. now_text)
    tasks.finish(task, STATE.CANCELLED)
    return true
  end
end)
