-- What becomes of tasks, other than what most of them go through.

tasks = lazily(function(tasks)
  function tasks.told(q, id)
    redis.pcall('PUBLISH', channel, 'e' .. id)
  end

  -- The sets that ready tasks are in, after others.
  function tasks.ready_sets(q, others)
    local sets = others or {}
    sets[#sets + 1] = 'ready'
    for _, name in ipairs(redis.call('SMEMBERS', q .. 'parked')) do
      sets[#sets + 1] = 'p:' .. name
    end
    return sets
  end

  function tasks.count_ready(q)
    local sum = 0
    for _, set in ipairs(tasks.ready_sets(q)) do
      sum = sum + redis.call('ZCARD', q .. set)
    end
    return sum
  end

  function tasks.links_and_join(rest)
    local links, join = string.match(rest, '^ (%S+) (%S+)$')
    return links or '-', join or '-'
  end

  -- Who waits for a task: of the record what comes after the head, if the task has any.
  function tasks.links_of(T)
    if not T.links then
      return ''
    end
    local last = T.body + T.links - 1
    if #T.text >= last then
      return string.sub(T.text, T.body, last)
    end
    return redis.call('GETRANGE', T.q .. 't:' .. T.id, T.body - 1, last - 1)
  end

  -- A task has ended, or is about to be removed before it has: see join.lua. What is the result or the error.
  function tasks.parent_ended(T, st, what)
    if T.links then
      parents[#parents + 1] = { q = T.q, id = T.id, name = T.name, st = st, what = what, links = tasks.links_of(T) }
    end
  end

  function tasks.error_of(T)
    local e = redis.pcall('GET', T.q .. 'e:' .. T.id)
    return type(e) == 'string' and e or ''
  end

  -- Field r of a state is "<begun> <name of the call that claimed> <worker>", one field since each costs as much as a
  -- command of its own; a worker whose name makes it longer than a small hash takes is in w.
  function tasks.worker_of(r, w)
    return r and string.match(r, '^%d+ %S+ (.+)$') or w or ''
  end

  -- A task, or nil when there is none. One that cannot be read has damaged set.
  function tasks.load(q, id, member)
    local head = redis.pcall('GETRANGE', q .. 't:' .. id, 0, 299)
    if head == '' then
      return nil
    end
    local s = redis.pcall('HMGET', q .. 's:' .. id, 'st', 'f', 'l', 'due', 'tok', 'r', 'x', 'us', 'ne', 'aw', 'w')
    local seq, prio, enq, due, exp, name, unique, rest, body
    if type(head) == 'string' and not s.err then
      seq, prio, enq, due, exp, name, unique, rest, body = string.match(head, HEAD)
    end
    local f, l = tonumber(s[2] or 0), tonumber(s[3] or 0)
    if not unique or not f or not l or #seq ~= 8 then
      return { q = q, id = id, member = member, damaged = true, st = s[1] or 'W', f = 0, l = 0, name = '', aw = s[10] }
    end
    local links, join = tasks.links_and_join(rest)
    local J = join ~= '-' and redis.call('HMGET', q .. 's:' .. id, 'xp', 'jr', 'je', 'jf', 'jo') or {}
    return {
      text = head, links = tonumber(string.match(links, '%d+') or ''), body = body, join = join ~= '-' and join or nil,
      released = J[2], ended = J[3], failures = tonumber(J[4] or 0), failed = J[5], rel_due = due, rel_exp = exp,
      q = q, id = id, member = seq .. id, seq = seq, name = name,
      prio = tonumber(prio), enq = tonumber(enq), due = tonumber(s[4] or due) or tonumber(enq),
      exp = not s[9] and tonumber(J[1] or exp) or nil, put_back = s[9],
      scope = unique ~= '-' and string.sub(unique, 1, 1) or nil, key = string.sub(unique, 2),
      st = s[1] or 'W', f = f, l = l, again = f + l > 0, tok = s[5], worker = tasks.worker_of(s[6], s[11]), x = s[7],
      us = tonumber(s[8] or ''), aw = s[10]
    }
  end

  -- What a claim needs of a task that waits, or nil when there is none; with damaged set when it cannot be read.
  function tasks.load_waiting(q, m, record)
    local id = string.sub(m, 9)
    -- MGET, which read the record, has nothing to say of a key of another type.
    record = record or redis.pcall('GET', q .. 't:' .. id)
    if not record then
      return nil
    end
    local s = redis.pcall('HMGET', q .. 's:' .. id, 'st', 'f', 'l', 'ne', 'tok')
    local exp, name, unique, rest, body, _
    if type(record) == 'string' and not s.err then
      _, _, _, _, exp, name, unique, rest, body = string.match(record, HEAD)
    end
    local f, l = tonumber(s[2] or 0), tonumber(s[3] or 0)
    if not name or not f or not l then
      return { q = q, id = id, member = m, damaged = true, st = 'W' }
    end
    local links = tasks.links_and_join(rest)
    return {
      q = q, id = id, member = m, st = s[1] or 'W', name = name, exp = exp ~= '-' and not s[4],
      f = f, l = l, tok = s[5], record = record, known = links == '-' and string.sub(m, 1, 8) .. name .. ' ' .. unique,
      bound = not s[4] and string.find(links, 'B', 1, true) and string.sub(record, body, body + tonumber(string.match(links, '%d+')) - 1)
    }
  end

  function tasks.add_letter(q, m)
    redis.call('ZADD', q .. 'dead', now_text, m)
    redis.call('ZADD', q .. 'letters', 0, m)
  end

  function tasks.remove_letter(q, m)
    redis.call('ZREM', q .. 'dead', m)
    redis.call('ZREM', q .. 'letters', m)
  end

  -- Takes a task out of the sets of its state.
  function tasks.leave(T)
    local q, m = T.q, T.member
    if T.st == 'W' then
      if redis.call('ZREM', q .. 'ready', m) == 0 and redis.call('ZREM', q .. 'due', m) == 0 then
        redis.call('ZREM', q .. 'p:' .. T.name, m)
      end
      if T.exp then
        redis.call('ZREM', q .. 'exp', m)
      end
      if T.again then
        redis.call('HINCRBY', q .. 'meta', 'nr', -1)
      end
    elseif T.st == 'B' then
      redis.call('ZREM', q .. 'blocked', m)
      if T.exp then
        redis.call('ZREM', q .. 'exp', m)
      end
    elseif T.st == 'R' then
      redis.call('ZREM', q .. 'lease', m)
      if redis.call('HINCRBY', q .. 'names', T.name, -1) <= 0 then
        redis.call('HDEL', q .. 'names', T.name)
      end
    elseif T.st == 'F' then
      tasks.remove_letter(q, m)
    else
      redis.call('ZREM', q .. 'done', m)
      if T.st == 'C' then
        redis.call('HINCRBY', q .. 'meta', 'nc', -1)
      end
    end
  end

  function tasks.holds_key(T)
    if T.scope == 'L' or T.scope == 'W' then
      redis.call('ZADD', T.q .. 'u:' .. T.key, decode(T.seq), T.scope .. T.id)
    end
  end

  function tasks.frees_key(T)
    if T.scope == 'L' or T.scope == 'W' then
      redis.call('ZREM', T.q .. 'u:' .. T.key, T.scope .. T.id)
    end
  end

  -- Enters a task that waits into its sets.
  function tasks.enter(T)
    local q, m = T.q, T.member
    if T.due > now then
      redis.call('ZADD', q .. 'due', due_score(T), m)
      -- Whoever sleeps until the next due time has to know of an earlier one.
      if redis.call('ZRANGE', q .. 'due', 0, 0)[1] == m then
        wake(q)
      end
    else
      redis.call('ZADD', q .. 'ready', rank(T.prio, T.due), m)
      wake(q)
    end
    if T.exp then
      redis.call('ZADD', q .. 'exp', int(T.exp), m)
    end
    T.st = 'W'
    T.again = T.f + T.l > 0
    if T.again then
      redis.call('HINCRBY', q .. 'meta', 'nr', 1)
    end
  end

  -- Enters a task that waits for others.
  function tasks.block(T)
    redis.call('HSET', T.q .. 's:' .. T.id, 'st', 'B')
    redis.call('ZADD', T.q .. 'blocked', 0, T.member)
    if T.exp then
      redis.call('ZADD', T.q .. 'exp', int(T.exp), T.member)
    end
    T.st = 'B'
  end

  -- Makes a task wait until due. Counts must be set before, and the old ones have left.
  function tasks.put_back(T, due, fields)
    T.due = due
    T.x = nil
    redis.call('HSET', T.q .. 's:' .. T.id, 'st', 'W', 'f', T.f, 'l', T.l, 'due', int(due), unpack(fields or {}))
    redis.call('HDEL', T.q .. 's:' .. T.id, 'en', 'x')
    tasks.enter(T)
  end

  -- Ends a task; st is C or F.
  function tasks.finish(T, st, fields)
    local q = T.q
    tasks.leave(T)
    died[q] = died[q] or st == 'F'
    redis.call('HSET', q .. 's:' .. T.id, 'st', st, 'f', T.f, 'l', T.l, 'en', now_text, unpack(fields or {}))
    if st == 'F' then
      tasks.add_letter(q, T.member)
    else
      redis.call('ZADD', q .. 'done', now_text, T.member)
    end
    if st == 'C' then
      redis.call('HINCRBY', q .. 'meta', 'nc', 1)
    end
    T.st = st
    tasks.frees_key(T)
    if T.aw then
      redis.call('HDEL', q .. 's:' .. T.id, 'aw')
      tasks.told(q, T.id)
    end
    if T.links then
      tasks.parent_ended(T, st, st == 'S' and '' or tasks.error_of(T))
    end
  end

  -- Removes all that is known of a task. A key that is held for a time outlives it where retention removes it.
  function tasks.remove(T, by_retention)
    local q = T.q
    tasks.leave(T)
    redis.call('UNLINK', q .. 't:' .. T.id, q .. 's:' .. T.id, q .. 'e:' .. T.id, q .. 'r:' .. T.id, q .. 'a:' .. T.id)
    if T.member then
      redis.pcall('XDEL', q .. 'log', int(decode(T.member)) .. '-0')
    end
    tasks.frees_key(T)
    if T.scope == 'T' and not by_retention then
      local key = q .. 'w:' .. string.match(T.key, '^([^:]*)')
      local held = redis.call('GET', key)
      if held and string.sub(held, 1, 22) == T.id then
        redis.call('UNLINK', key)
      end
    end
    if T.aw then
      tasks.told(q, T.id)
    end
  end

  -- A record that cannot be read becomes a dead letter without content: it can be purged.
  function tasks.bury(T)
    local q = T.q
    for _, set in ipairs(tasks.ready_sets(q, { 'due', 'exp', 'lease', 'done', 'blocked' })) do
      redis.call('ZREM', q .. set, T.member)
    end
    redis.call('UNLINK', q .. 's:' .. T.id)
    redis.call('HSET', q .. 's:' .. T.id, 'st', 'F', 'en', now_text)
    tasks.add_letter(q, T.member)
  end

  function tasks.drop(q, set, members)
    local dead = set == 'dead'
    for _, m in ipairs(members) do
      local id = string.sub(m, 9)
      local T = tasks.load(q, id, m)
      if not T or T.damaged or not (T.st == 'W' or T.st == 'R' or T.st == 'B') then
        T = T or { q = q, id = id, member = m }
        T.st = dead and 'F' or T.st
        T.member = m
        tasks.remove(T, true)
      end
      if dead then
        tasks.remove_letter(q, m)
      else
        redis.call('ZREM', q .. set, m)
      end
    end
  end

  -- The task that holds a unique key, other than except.
  function tasks.holder(q, key, except)
    local held = redis.call('GET', q .. 'w:' .. key)
    if held then
      local id, till = string.match(held, '^(%S+) (%d+)$')
      if id and id ~= except and tonumber(till) > now then
        return id
      end
    end
    for _, m in ipairs(redis.call('ZRANGE', q .. 'u:' .. key, 0, -1)) do
      local id = string.sub(m, 2)
      if id ~= except then
        local T = tasks.load(q, id)
        if not T or T.damaged or not (T.st == 'W' or T.st == 'R') then
          redis.call('ZREM', q .. 'u:' .. key, m)
        elseif T.st == 'W' and T.exp and T.exp <= now then
          tasks.finish(T, 'C')
        elseif T.scope == 'L' or T.st == 'W' then
          return id
        end
      end
    end
    return nil
  end
end)
