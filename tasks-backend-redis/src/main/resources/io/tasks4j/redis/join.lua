-- Comes after common.lua: tells tasks that their parents have ended, and releases or ends them. Who waits for a task
-- is in its record, a line each: slot, B when it is bound to that one or else -, id, and meta key of another queue.
-- What a task waits for is <parents>:<least failures>:<most failures>:<P patient or -><G gate or ->. The fields of
-- s:<id> are jr (released), je (ended by what arrived: P if
-- patient, else -), jf (failures), jo (the slot that failed last), xp (expiry
-- since the release), and v<slot> (when a parent in another slot of a cluster was put back). A field of a:<id> is
-- <S, F or C><id of the parent><its name>, a new line, and its result or error.
local LINK = '(%d+) (%S) (%S+) ([^\n]*)\n'

joins = lazily(function(joins)
  -- Puts on its way what is for a queue in another slot.
  local sent = 0

  function joins.send(q, meta, id, slot, st, value)
    sent = sent + 1
    local field = (st == 'V' and 'v' or 'a') .. slot .. id
    local stamp = int(micros) .. '.' .. sent
    redis.call('HSET', q .. 'outbox', field, cmsgpack.pack({ meta, '!', field, stamp, id, slot, st, value }))
  end

  function joins.target(q, meta)
    return meta == '' and q or prefix(meta)
  end

  -- WAIT, RELEASE, FAIL or SKIP, as Join.verdict says.
  function joins.verdict(T)
    local count, least, most, patient = string.match(T.join, '^(%d+):(%d+):(%d+):(.)')
    local arrived = redis.call('HLEN', T.q .. 'a:' .. T.id)
    local all = arrived >= tonumber(count)
    if T.failures > tonumber(most) and (all or patient ~= 'P') then
      return 'FAIL'
    elseif not all then
      return 'WAIT'
    end
    return T.failures < tonumber(least) and 'SKIP' or 'RELEASE'
  end

  function joins.after_release(text)
    local after = string.match(text, '^r(%d+)$')
    return after and now + tonumber(after)
  end

  function joins.release(T)
    if string.sub(T.join, -1) == 'G' then
      redis.call('HSET', T.q .. 's:' .. T.id, 'jr', 1)
      tasks.finish(T, 'S')
      return
    end
    tasks.leave(T)
    local exp = not T.put_back and joins.after_release(T.rel_exp)
    T.exp = exp or T.exp
    tasks.put_back(T, joins.after_release(T.rel_due) or math.max(T.due, now), { 'jr', 1, unpack(exp and { 'xp', int(exp) } or {}) })
  end

  -- A parent that failed, as a:<id> has it.
  function joins.failure(T)
    local value = T.failed and redis.call('HGET', T.q .. 'a:' .. T.id, T.failed)
    if value and string.sub(value, 1, 1) ~= 'S' then
      return value
    end
    for _, any in ipairs(redis.call('HVALS', T.q .. 'a:' .. T.id)) do
      if string.sub(any, 1, 1) ~= 'S' then
        return any
      end
    end
  end

  -- What je is: of a patient task, which ends when nothing is left to be bound or to be tried again, P.
  function joins.ended_mark(T)
    return string.sub(T.join, -2, -2)
  end

  function joins.judge(T)
    local what = joins.verdict(T)
    if what == 'RELEASE' then
      joins.release(T)
    elseif what ~= 'WAIT' then
      redis.call('HSET', T.q .. 's:' .. T.id, 'je', joins.ended_mark(T))
      if what == 'FAIL' then
        local st, parent, name, why = string.match(joins.failure(T), '^(.)(......................)([^\n]*)\n(.*)$')
        -- The last of many tells of the first.
        redis.call('SET', T.q .. 'e:' .. T.id, string.sub(why, 1, 7) == 'PARENT ' and why
          or 'PARENT ' .. parent .. ' ' .. st .. ' ' .. now_text .. ' ' .. name .. '\n' .. why)
      end
      tasks.finish(T, 'C')
    end
  end

  -- Keeps the first arrival of a slot; touched are the tasks to be judged.
  function joins.arrive(touched, q, id, slot, st, value)
    local key = q .. id
    if touched[key] == nil then
      local T = tasks.load(q, id)
      touched[key] = T and not T.damaged and T.join and not T.released and T or false
      touched[#touched + 1] = touched[key] or nil
    end
    local T = touched[key]
    if T and redis.call('HSETNX', q .. 'a:' .. id, slot, value) == 1 and st ~= 'S' then
      T.failures = T.failures + 1
      T.failed = slot
      redis.call('HSET', q .. 's:' .. id, 'jf', T.failures, 'jo', slot)
    end
  end

  function joins.judge_all(touched)
    for _, T in ipairs(touched) do
      if T.st == 'B' then
        pcall(joins.judge, T)
      end
    end
  end

  -- Tells whoever waits for what ended so far, and whoever waits for those in turn.
  function joins.tell()
    while #parents > 0 do
      local ended, touched = parents, {}
      parents = {}
      for _, P in ipairs(ended) do
        local value = P.st .. P.id .. P.name .. '\n' .. P.what
        for slot, _, id, meta in string.gmatch(P.links, LINK) do
          if meta ~= '' and cluster then
            joins.send(P.q, meta, id, slot, P.st, value)
          else
            -- A record that was damaged by hand must not harm the parent.
            pcall(joins.arrive, touched, joins.target(P.q, meta), id, slot, P.st, value)
          end
        end
      end
      joins.judge_all(touched)
    end
  end

  -- Forgets that the parent in a slot failed; gives the task if that lets it wait again.
  function joins.forget_failure(q, id, slot)
    local T = tasks.load(q, id)
    if not T or T.damaged or not T.join or T.released then
      return nil
    end
    local value = redis.call('HGET', q .. 'a:' .. id, slot)
    if not value or string.sub(value, 1, 1) == 'S' then
      return nil
    end
    redis.call('HDEL', q .. 'a:' .. id, slot)
    T.failures = T.failures - 1
    redis.call('HSET', q .. 's:' .. id, 'jf', T.failures)
    if not T.ended or joins.verdict(T) ~= 'WAIT' then
      return nil
    end
    tasks.leave(T)
    redis.call('HDEL', q .. 's:' .. id, 'je', 'en', 'x')
    redis.call('UNLINK', q .. 'e:' .. id)
    tasks.block(T)
    return T
  end

  -- A task that did not succeed waits again: so do those that ended because of it.
  function joins.revive(first)
    local todo = { first }
    local i = 1
    while todo[i] do
      local P = todo[i]
      for slot, _, id, meta in string.gmatch(tasks.links_of(P), LINK) do
        if meta ~= '' and cluster then
          joins.send(P.q, meta, id, slot, 'V', '')
        else
          todo[#todo + 1] = joins.forget_failure(joins.target(P.q, meta), id, slot)
        end
      end
      i = i + 1
    end
  end

  -- Puts back a task that never was released; 0 when a parent stands in its way.
  function joins.requeue_blocked(T)
    local what = joins.verdict(T)
    if what == 'FAIL' or what == 'SKIP' then
      -- From now on it is a parent that keeps it from running: put back, that revives it.
      redis.call('HSET', T.q .. 's:' .. T.id, 'je', joins.ended_mark(T))
      return 0
    end
    tasks.leave(T)
    T.exp = nil
    T.put_back = 1
    redis.call('HDEL', T.q .. 's:' .. T.id, 'je', 'en', 'x')
    redis.call('HSET', T.q .. 's:' .. T.id, 'ne', 1)
    redis.call('UNLINK', T.q .. 'e:' .. T.id)
    tasks.block(T)
    if what == 'RELEASE' then
      joins.release(T)
    end
    joins.revive(T)
    return 1
  end

  local looked_at = {}

  -- Who alone needed a task with these links, and was cancelled before it was released.
  function joins.given_up(q, links)
    for _, flag, id, meta in string.gmatch(links, LINK) do
      if flag == 'B' and (meta == '' or not cluster) then
        local s = joins.target(q, meta) .. 's:' .. id
        if looked_at[s] == nil then
          local st = redis.pcall('HMGET', s, 'st', 'jr', 'je')
          looked_at[s] = st[1] == 'C' and not st[2] and st[3] ~= 'P'
        end
        if looked_at[s] then
          return id
        end
      end
    end
    return nil
  end

  -- Ends a ready task that nobody needs any more; false when it is needed.
  function joins.not_needed(W)
    local by = joins.given_up(W.q, W.bound)
    local T = by and tasks.load(W.q, W.id, W.member)
    if not T or T.damaged then
      return false
    end
    redis.call('SET', T.q .. 'e:' .. T.id, 'UNNEEDED ' .. by .. ' ' .. now_text)
    tasks.finish(T, 'C')
    return true
  end
end)
