-- Stores messages. Each is sent as three arguments: its id; its head, which most messages of a
-- call share; and who waits for it with the envelope. The head is priority, due, expiry, name,
-- scope, key, window, bytes of who waits for it with a B if any is bound, and what it waits
-- for; what there is none of is -. TaskEnqueuer.java writes it. What one script adds enters the
-- sets together, in adding.added. By queue: last sequence; score and member in turn.
local sequences, new_ready, new_due = {}, {}, {}

-- Whether a queue got its first task, for all the server knows: whoever sent it has to name the
-- queue again, as the set of names may have gone with all else.
local has_new_queue = false

adding = lazily(function(adding)
  -- A time as it is sent: @ and milliseconds since 1970, or + and milliseconds from now; nil
  -- when there is none.
  function adding.time(text)
    if text == '-' then
      return nil
    end
    local n = tonumber(string.sub(text, 2))
    return string.sub(text, 1, 1) == '+' and now + n or n
  end

  -- Notes a member of a set that adding.added writes.
  function adding.note_member(sets, queue, score, member)
    local of_queue = sets[queue] or {}
    sets[queue] = of_queue
    of_queue[#of_queue + 1] = score
    of_queue[#of_queue + 1] = member
  end

  -- Ten-microsecond steps since 2020: in order over queues too, and growing after a lost
  -- counter.
  function adding.next_sequence(queue)
    local by_clock = math.floor((micros - 1577836800000000) / 10)
    local last = sequences[queue] or stored_number(redis.call('HGET', queue .. 'meta', 'seq'), 0)
    -- More than a day ahead no clock was: something else wrote it.
    return last < by_clock + 8640000000 and math.max(last + 1, by_clock) or by_clock
  end

  -- A word of a head; - is nothing.
  local function given_or_nil(text)
    return text ~= '-' and text or nil
  end

  -- A time as the script needs it, and as the record has it. Of a task that waits for others,
  -- what counts from its release is not known yet: r and milliseconds.
  local function time_or_after_release(text, joined)
    if joined and string.sub(text, 1, 1) == '+' then
      return nil, 'r' .. string.sub(text, 2)
    end
    local at = adding.time(text)
    return at, at and int(at) or '-'
  end

  -- The unique key as the record has it: its scope, its digest, and of one that is held for a
  -- time until when.
  local function unique_word(head, scope, key, window)
    if scope == SCOPE.WITHIN then
      head.window, head.held_till = window, int(now + tonumber(window))
      return scope .. key .. ':' .. head.held_till
    end
    return head.scope and scope .. key or '-'
  end

  local new_heads = {}

  -- What a head says, and the head of the records made of it but for the sequence. Most
  -- messages of a call have the same.
  function adding.read_new_head(text)
    local head = new_heads[text]
    if head then
      return head
    end
    local priority, due, expiry, name, scope, key, window, links, join =
      string.match(text, '^(%d) (%S+) (%S+) (%S+) (%S) (%S+) (%S+) (%S+) (%S+)$')
    head = {
      priority = tonumber(priority), name = name, scope = given_or_nil(scope), key = given_or_nil(key) or '',
      join = given_or_nil(join), links_length = links ~= '-' and tasks.length_of(links) or nil
    }
    local due_word, expiry_word
    head.due, due_word = time_or_after_release(due, head.join)
    head.expiry, expiry_word = time_or_after_release(expiry, head.join)
    head.due = head.due or now
    local unique = unique_word(head, scope, key, window)
    local rest = (head.links_length or head.join) and ' ' .. links .. ' ' .. join or ''
    -- What parse_head reads, in its order, but for the sequence.
    head.line =
      ' ' .. priority .. ' ' .. now_text .. ' ' .. due_word .. ' ' .. expiry_word .. ' ' .. name .. ' ' .. unique
      .. rest .. '\n'
    -- As most are: nothing is looked at but whether the id is new.
    head.plain = not (head.scope or head.join or head.links_length or head.expiry)
    head.sets = head.due <= now and new_ready or new_due
    head.score = head.due <= now and rank(head.priority, head.due) or due_score(head.due, head.priority)
    new_heads[text] = head
    return head
  end

  -- A message that is sent for a queue.
  function adding.read_message(queue)
    local id, head, body = args.three()
    return { queue = queue, id = id, head = adding.read_new_head(head), body = body }
  end

  -- Notes that a task got a sequence, and lists it in the log. Keys: log; the sequence is
  -- written by adding.added.
  function adding.accept(queue, n, id)
    sequences[queue] = n
    redis.call('XADD', queue .. 'log', int(n) .. '-0', '', id)
  end

  -- A task that was just stored, as tasks.load would give it.
  local function new_task(message, sequence)
    local head = message.head
    return {
      queue = message.queue, id = message.id, sequence = sequence, member = sequence .. message.id, name = head.name,
      priority = head.priority, due = head.due, expiry = head.expiry, scope = head.scope, key = head.key,
      state = STATE.WAITING, failures = 0, losses = 0, links_length = head.links_length,
      links_begin = #sequence + #head.line + 1,
      text = sequence .. head.line .. string.sub(message.body, 1, head.links_length or 0)
    }
  end

  -- Enters a task that is not as most are: it holds a key, expires, or waits for others. Keys:
  -- w:<key> or u:<key>; blocked, exp, due and ready; where it has expired already, those of its
  -- end.
  local function enter_new(task, head)
    if head.window then
      redis.call('SET', task.queue .. 'w:' .. head.key, task.id .. ' ' .. head.held_till, 'PX', head.window)
    end
    tasks.hold_key(task)
    if head.join then
      tasks.block(task)
    elseif not task.expiry then
      adding.note_member(head.sets, task.queue, head.score, task.member)
    else
      tasks.enter_waiting(task)
    end
    -- It was on its way for longer than it may wait.
    if task.expiry and task.expiry <= now then
      tasks.finish(task, STATE.CANCELLED)
    end
  end

  -- Stores a message, unless its id is known or its key is held. Gives true, or the id of the
  -- task that is in its place. Keys: t:<id>, and those of the key that it holds.
  function adding.add(message, again)
    local queue, id, head = message.queue, message.id, message.head
    local record = queue .. 't:' .. id
    -- A key keeps out others alone: a message that is known already is itself in its place.
    if head.scope and redis.call('EXISTS', record) == 0 then
      local other = tasks.holder(queue, head.key, id)
      if other then
        return other
      end
    end
    local n = adding.next_sequence(queue)
    local sequence = encode(n)
    if not redis.call('SET', record, sequence .. head.line .. message.body, 'NX') then
      -- Sent again because the first answer was lost: it was this call that stored it.
      local old = again and redis.call('GET', record)
      return old and string.sub(old, -#message.body) == message.body or id
    end
    adding.accept(queue, n, id)
    if head.plain then
      adding.note_member(head.sets, queue, head.score, sequence .. id)
    else
      enter_new(new_task(message, sequence), head)
    end
    return true
  end

  -- Writes what was noted. Comes after the last add of a script. Keys: meta, ready, due.
  function adding.added()
    for queue, n in pairs(sequences) do
      if redis.call('HSET', queue .. 'meta', 'seq', int(n)) == 1 then
        has_new_queue = true
        wake(queue, true)
      end
    end
    for queue, members in pairs(new_ready) do
      in_portions('ZADD', queue .. 'ready', members)
      wake(queue)
    end
    for queue, members in pairs(new_due) do
      local first = redis.call('ZRANGE', queue .. 'due', 0, 0)[1]
      in_portions('ZADD', queue .. 'due', members)
      -- Whoever sleeps until the next due time has to know of an earlier one.
      if redis.call('ZRANGE', queue .. 'due', 0, 0)[1] ~= first then
        wake(queue)
      end
    end
  end
end)
