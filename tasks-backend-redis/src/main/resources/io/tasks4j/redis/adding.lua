-- Stores messages. ARGV[i] to ARGV[i + 2] are its id, its head, and who waits for it with the envelope. The head is
-- priority, due, expiry, name, scope, key, window, bytes of who waits for it with a B if any is bound, and what it waits
-- for; what there is none of is -.
local WIDTH = 3
-- What one script adds enters the sets together.
local sequences, ready, waiting = {}, {}, {}

adding = lazily(function(adding)
  -- A time of ARGV, @ or + and milliseconds; nil when it is none.
  function adding.time(text)
    if text == '-' then
      return nil
    end
    local n = tonumber(string.sub(text, 2))
    return string.sub(text, 1, 1) == '+' and now + n or n
  end

  function adding.enters(sets, q, score, member)
    local pairs_of_q = sets[q] or {}
    sets[q] = pairs_of_q
    pairs_of_q[#pairs_of_q + 1] = score
    pairs_of_q[#pairs_of_q + 1] = member
  end

  -- Ten-microsecond steps since 2020: in order over queues too, and growing after a lost counter.
  function adding.next_sequence(q)
    local last = sequences[q] or tonumber(redis.call('HGET', q .. 'meta', 'seq') or 0)
    return math.max(last + 1, math.floor((micros - 1577836800000000) / 10))
  end

  function adding.given(text)
    return text ~= '-' and text or nil
  end

  -- A time as the script needs it, and as the record has it: before the release, what is counted from there is not known.
  function adding.from_release(text, joined)
    if joined and string.sub(text, 1, 1) == '+' then
      return nil, 'r' .. string.sub(text, 2)
    end
    local at = adding.time(text)
    return at, at and int(at) or '-'
  end

  local heads_of_new = {}

  -- What a head says; most messages of a call have the same.
  function adding.head_of_new(text)
    local h = heads_of_new[text]
    if h then
      return h
    end
    local prio, due, exp, name, scope, key, window, links, join =
      string.match(text, '^(%d) (%S+) (%S+) (%S+) (%S) (%S+) (%S+) (%S+) (%S+)$')
    h = { prio = tonumber(prio), name = name, scope = adding.given(scope), key = adding.given(key) or '', join = adding.given(join) }
    h.links = tonumber(string.match(links, '^%d+'))
    local due_text, exp_text, unique
    h.due, due_text = adding.from_release(due, h.join)
    h.exp, exp_text = adding.from_release(exp, h.join)
    h.due = h.due or now
    if scope == 'T' then
      h.window, h.till = window, int(now + tonumber(window))
      unique = 'T' .. key .. ':' .. h.till
    else
      unique = h.scope and scope .. key or '-'
    end
    local rest = (h.links or h.join) and ' ' .. links .. ' ' .. join or ''
    h.line = ' ' .. prio .. ' ' .. now_text .. ' ' .. due_text .. ' ' .. exp_text .. ' ' .. name .. ' ' .. unique .. rest .. '\n'
    -- As most are: nothing is looked at but whether the id is new.
    h.plain = not (h.scope or h.join or h.links or h.exp)
    h.sets = h.due <= now and ready or waiting
    h.score = h.due <= now and rank(h.prio, h.due) or due_score(h)
    heads_of_new[text] = h
    return h
  end

  function adding.accepted(q, n, id)
    sequences[q] = n
    redis.call('XADD', q .. 'log', int(n) .. '-0', '', id)
  end

  function adding.add(q, i, again)
    local id, h, envelope, record = ARGV[i], adding.head_of_new(ARGV[i + 1]), ARGV[i + 2], q .. 't:' .. ARGV[i]
    if h.scope and redis.call('EXISTS', record) == 0 then
      local other = tasks.holder(q, h.key, id)
      if other then
        return other
      end
    end
    local n = adding.next_sequence(q)
    local seq = encode(n)
    if not redis.call('SET', record, seq .. h.line .. envelope, 'NX') then
      -- Sent again because the first answer was lost: it was this call that stored it.
      local old = again and redis.call('GET', record)
      return old and string.sub(old, -#envelope) == envelope or id
    end
    adding.accepted(q, n, id)
    if h.plain then
      adding.enters(h.sets, q, h.score, seq .. id)
      return true
    end
    if h.window then
      redis.call('SET', q .. 'w:' .. h.key, id .. ' ' .. h.till, 'PX', h.window)
    end
    local T = {
      q = q, id = id, seq = seq, member = seq .. id, prio = h.prio, due = h.due, exp = h.exp, links = h.links,
      body = #seq + #h.line + 1, text = seq .. h.line .. string.sub(envelope, 1, h.links or 0),
      name = h.name, f = 0, l = 0, st = 'W', scope = h.scope, key = h.key
    }
    tasks.holds_key(T)
    if h.join then
      tasks.block(T)
    elseif not T.exp then
      adding.enters(h.sets, q, h.score, T.member)
    else
      tasks.enter(T)
    end
    if T.exp and T.exp <= now then
      tasks.finish(T, 'C')
    end
    return true
  end

  -- Comes after the last add of a script.
  function adding.added()
    for q, n in pairs(sequences) do
      redis.call('HSET', q .. 'meta', 'seq', int(n))
    end
    for q, pairs_of_ready in pairs(ready) do
      in_portions('ZADD', q .. 'ready', pairs_of_ready)
      wake(q)
    end
    for q, pairs_of_due in pairs(waiting) do
      local first = redis.call('ZRANGE', q .. 'due', 0, 0)[1]
      in_portions('ZADD', q .. 'due', pairs_of_due)
      -- Whoever sleeps until the next due time has to know of an earlier one.
      if redis.call('ZRANGE', q .. 'due', 0, 0)[1] ~= first then
        wake(q)
      end
    end
  end
end)
