-- Ends claims. ARGV, from a position i on: name of this call, whether it is sent again, count; then for each a head,
-- id and token; after V media type and result; after R, F, P, U time and error. A head is the kind (S and V without and
-- with a result, else the outcome) and a queue index; a + follows when follow-ups do: their number, and for each a queue
-- index and its message; or, when its queue is in another slot, that queue's meta key and its message, which go to the outbox.
-- Gives for each whether it took effect, 1 or 0; and where its arguments end.
local call, again
local answers, touched = {}, {}
-- Successes leave and enter the sets together.
local succeeded, ended = {}, {}

local function enter_succeeded()
  for q, members in pairs(succeeded) do
    in_portions('ZREM', q .. 'lease', members)
    in_portions('ZADD', q .. 'done', ended[q])
  end
end

local endings = lazily(function(endings)
  function endings.unknown(T, give_up)
    local since = math.min(T.us or now, now)
    if now - since >= give_up then
      redis.call('SET', T.q .. 'e:' .. T.id, 'UNKNOWN ' .. int(now - since) .. ' ' .. (1 + T.f + T.l) .. ' ' .. int(now))
      tasks.finish(T, 'F')
    else
      tasks.leave(T)
      tasks.put_back(T, now + math.min(math.max(now - since, 1000), 60000), { 'us', int(since) })
    end
  end

  function endings.apply(T, kind, time, err)
    local q, s = T.q, T.q .. 's:' .. T.id
    if kind ~= 'U' and T.us then
      redis.call('HDEL', s, 'us')
    end
    if T.x then
      if err ~= '' then
        redis.call('SET', q .. 'e:' .. T.id, err)
      end
      tasks.finish(T, 'C')
      return false
    end
    if kind == 'R' then
      redis.call('SET', q .. 'e:' .. T.id, err)
      tasks.leave(T)
      T.f = T.f + 1
      tasks.put_back(T, now + time)
    elseif kind == 'F' then
      redis.call('SET', q .. 'e:' .. T.id, err)
      tasks.leave(T)
      T.f = T.f + 1
      T.st = 'L'
      tasks.finish(T, 'F')
    elseif kind == 'C' then
      tasks.finish(T, 'C')
    elseif kind == 'P' then
      tasks.leave(T)
      -- Without a delay it keeps its place, which by ageing depends on when it was due.
      tasks.put_back(T, time == 0 and math.min(T.due, now) or now + time)
    else
      endings.unknown(T, time)
    end
    return true
  end

  -- The head of a message whose times are not to be counted from when it arrives.
  function endings.counted_from_now(text)
    local prio, due, exp, rest = string.match(text, '^(%d) (%S+) (%S+)(.*)$')
    due, exp = adding.time(due), adding.time(exp)
    return prio .. ' ' .. (due and '@' .. int(due) or '-') .. ' ' .. (exp and '@' .. int(exp) or '-') .. rest
  end

  -- Adds follow-ups, whose arguments begin at i, if they are to follow; gives where they end.
  function endings.follow(q, i, follows)
    local count = tonumber(ARGV[i])
    i = i + 1
    for _ = 1, count do
      if follows then
        local index = tonumber(ARGV[i])
        if index then
          adding.add(prefix(KEYS[index]), i + 1, false)
        else
          local fields = { ARGV[i] }
          for k = 1, WIDTH do
            fields[k + 1] = ARGV[i + k]
          end
          fields[3] = endings.counted_from_now(fields[3])
          redis.call('HSET', q .. 'outbox', ARGV[i + 1], cmsgpack.pack(fields))
        end
      end
      i = i + 1 + WIDTH
    end
    return i
  end
end)

-- The way most tasks go, with no more looked at than it needs.
local function succeed(q, id, token, result)
  local state = q .. 's:' .. id
  local s = redis.pcall('HMGET', state, 'st', 'tok', 'aw', 'k')
  if s.err or s[1] ~= 'R' or s[2] ~= token then
    return false
  end
  local seq, name, unique = string.match(s[4] or '', '^(........)(%S+) (%S+)$')
  local head, rest, body, _
  if not seq then
    head = redis.pcall('GETRANGE', q .. 't:' .. id, 0, 299)
    if type(head) == 'string' then
      seq, _, _, _, _, name, unique, rest, body = string.match(head, HEAD)
    end
    if not unique or #seq ~= 8 then
      return false
    end
  end
  redis.call('HSET', state, 'st', 'S', 'en', now_text, 'n', call)
  if result ~= '' then
    redis.call('SET', q .. 'r:' .. id, result)
  end
  local members, ends = succeeded[q], ended[q]
  if not members then
    members, ends = {}, {}
    succeeded[q], ended[q] = members, ends
  end
  local member = seq .. id
  members[#members + 1] = member
  ends[#ends + 1] = now_text
  ends[#ends + 1] = member
  more_run(q, name, -1)
  if unique ~= '-' then
    tasks.frees_key({ q = q, id = id, scope = string.sub(unique, 1, 1), key = string.sub(unique, 2) })
  end
  if s[3] then
    redis.call('HDEL', state, 'aw')
    tasks.told(q, id)
  end
  local linked = rest and tonumber(string.match(tasks.links_and_join(rest), '%d+') or '')
  if linked then
    tasks.parent_ended({ q = q, id = id, name = name, text = head, links = linked, body = body }, 'S', result)
  end
  return true
end

local heads = {}

local function head(text)
  local h = heads[text]
  if not h then
    local kind, index, more = string.match(text, '^(%a)(%d+)(%+?)$')
    h = { kind = kind, q = prefix(KEYS[tonumber(index)]), follow_ups = more == '+' }
    heads[text] = h
  end
  return h
end

local function settle(i)
  local count = tonumber(ARGV[i + 2])
  call, again = ARGV[i], ARGV[i + 1] == '1'
  i = i + 3
  for n = 1, count do
    local h, id, token = head(ARGV[i]), ARGV[i + 1], ARGV[i + 2]
    local q, kind = h.q, h.kind
    local success = kind == 'S' or kind == 'V'
    local result = kind == 'V' and ARGV[i + 3] .. '\n' .. ARGV[i + 4] or ''
    local applied = success and succeed(q, id, token, result)
    local follows = applied
    if not applied then
      local T = tasks.load(q, id)
      if not success and T and not T.damaged and T.st == 'R' and T.tok == token then
        applied = true
        redis.call('HSET', q .. 's:' .. id, 'n', call)
        if kind == 'C' then
          follows = endings.apply(T, kind, 0, '')
        else
          follows = endings.apply(T, kind, tonumber(ARGV[i + 3]), ARGV[i + 4])
        end
      elseif again and T and redis.call('HGET', q .. 's:' .. id, 'n') == call then
        -- The first answer was lost: it took effect then.
        applied = true
      end
    end
    touched[q] = touched[q] or applied
    answers[n] = applied and 1 or 0
    i = i + ((kind == 'S' or kind == 'C') and 3 or 5)
    if h.follow_ups then
      i = endings.follow(q, i, follows)
    end
  end

  enter_succeeded()
  if next(sequences) then
    adding.added()
  end
  join()
  for q, applied in pairs(touched) do
    if applied then
      retain(q, 50, died[q])
      -- A slot of a limit may have become free.
      local waits = redis.call('HMGET', q .. 'meta', 'z', 'pk')
      if waits[1] and (waits[2] or redis.call('ZCARD', q .. 'ready') > 0) then
        wake(q)
      end
    end
  end
  return answers, i
end
