-- Ends claims. ARGV, from a position i on: name of this call, whether it is sent again, count; then for each: queue
-- index, id, token, kind, time, error, media type, result, number of follow-ups, and for each of those a queue index
-- and its 11; or, when its queue is in another slot, that queue's meta key and its 11, which then go to the outbox.
-- Gives for each whether it took effect, 1 or 0; and where its arguments end.
local call, again
local answers, touched = {}, {}
-- Successes leave and enter the sets together.
local succeeded, ended, names = {}, {}, {}

local function succeed(T)
  local q = T.q
  if not succeeded[q] then
    succeeded[q], ended[q], names[q] = {}, {}, {}
  end
  redis.call('HSET', q .. 's:' .. T.id, 'st', 'S', 'en', now_text, 'n', call)
  table.insert(succeeded[q], T.member)
  table.insert(ended[q], now_text)
  table.insert(ended[q], T.member)
  names[q][T.name] = (names[q][T.name] or 0) + 1
  frees_key(T)
  if T.aw then
    redis.call('HDEL', q .. 's:' .. T.id, 'aw')
    told(q, T.id)
  end
end

local function enter_succeeded()
  for q, members in pairs(succeeded) do
    in_portions('ZREM', q .. 'lease', members)
    in_portions('ZADD', q .. 'done', ended[q])
    for name, count in pairs(names[q]) do
      if redis.call('HINCRBY', q .. 'names', name, -count) <= 0 then
        redis.call('HDEL', q .. 'names', name)
      end
    end
  end
end

local function unknown(T, give_up)
  local since = math.min(T.us or now, now)
  if now - since >= give_up then
    redis.call('SET', T.q .. 'e:' .. T.id, 'UNKNOWN ' .. int(now - since) .. ' ' .. (1 + T.f + T.l) .. ' ' .. int(now))
    finish(T, 'F')
  else
    leave(T)
    put_back(T, now + math.min(math.max(now - since, 1000), 60000), { 'us', int(since) })
  end
end

local function apply(T, kind, time, err)
  local q, s = T.q, T.q .. 's:' .. T.id
  if kind ~= 'U' and T.us then
    redis.call('HDEL', s, 'us')
  end
  if T.x then
    if err ~= '' then
      redis.call('SET', q .. 'e:' .. T.id, err)
    end
    finish(T, 'C')
    return false
  end
  if kind == 'R' then
    redis.call('SET', q .. 'e:' .. T.id, err)
    leave(T)
    T.f = T.f + 1
    put_back(T, now + time)
  elseif kind == 'F' then
    redis.call('SET', q .. 'e:' .. T.id, err)
    leave(T)
    T.f = T.f + 1
    T.st = 'L'
    finish(T, 'F')
  elseif kind == 'C' then
    finish(T, 'C')
  elseif kind == 'P' then
    leave(T)
    -- Without a delay it keeps its place, which by ageing depends on when it was due.
    put_back(T, time == 0 and math.min(T.due, now) or now + time)
  else
    unknown(T, time)
  end
  return true
end

-- The way most tasks go, with no more looked at than it needs.
local function quick_success(q, id, token)
  local s = redis.pcall('HMGET', q .. 's:' .. id, 'st', 'tok', 'aw')
  if s.err or s[1] ~= 'R' or s[2] ~= token then
    return false
  end
  local head = redis.pcall('GETRANGE', q .. 't:' .. id, 0, 299)
  local seq, name, unique, links, body
  if type(head) == 'string' then
    seq, name, unique, links, body = string.match(head, '^(%S+) %d %d+ %S+ %S+ (%S+) (%S+) (%S+) %S+\n()')
  end
  if not unique or #seq ~= 8 then
    return false
  end
  local T = {
    text = head, links = tonumber(string.match(links, '%d+') or ''), body = body,
    q = q, id = id, member = seq .. id, name = name, aw = s[3],
    scope = unique ~= '-' and string.sub(unique, 1, 1) or nil, key = string.sub(unique, 2)
  }
  succeed(T)
  return T
end

local function settle(i)
  local count = tonumber(ARGV[i + 2])
  call, again = ARGV[i], ARGV[i + 1] == '1'
  i = i + 3
  for n = 1, count do
    local q, id = prefix(KEYS[tonumber(ARGV[i])]), ARGV[i + 1]
    local quick = ARGV[i + 3] == 'S' and quick_success(q, id, ARGV[i + 2])
    local T = not quick and load(q, id)
    local applied, follows = quick, quick
    if quick then
      touched[q] = true
      local result = ''
      if ARGV[i + 6] ~= '' then
        result = ARGV[i + 6] .. '\n' .. ARGV[i + 7]
        redis.call('SET', q .. 'r:' .. id, result)
      end
      parent_ended(quick, 'S', result)
    elseif T and not T.damaged and T.st == 'R' and T.tok == ARGV[i + 2] then
      applied = true
      redis.call('HSET', q .. 's:' .. id, 'n', call)
      follows = apply(T, ARGV[i + 3], tonumber(ARGV[i + 4]), ARGV[i + 5])
      touched[q] = true
    elseif again and T and redis.call('HGET', q .. 's:' .. id, 'n') == call then
      -- The first answer was lost: it took effect then.
      applied = true
    end
    answers[n] = applied and 1 or 0
    local follow_ups = tonumber(ARGV[i + 8])
    i = i + 9
    for _ = 1, follow_ups do
      if follows then
        local index = tonumber(ARGV[i])
        if index then
          add(prefix(KEYS[index]), i + 1, false)
        else
          local fields = { ARGV[i] }
          for k = 1, WIDTH do
            fields[k + 1] = ARGV[i + k]
          end
          -- Counted from now, not from when it arrives.
          for k = 4, 5 do
            local t = time(fields[k], nil)
            fields[k] = t and '@' .. int(t) or ''
          end
          redis.call('HSET', q .. 'outbox', ARGV[i + 1], cmsgpack.pack(fields))
        end
      end
      i = i + 1 + WIDTH
    end
  end

  enter_succeeded()
  added()
  join()
  for q in pairs(touched) do
    retain(q, 50)
    -- A slot of a limit may have become free.
    if redis.call('HEXISTS', q .. 'meta', 'z') == 1 and redis.call('ZCARD', q .. 'ready') > 0 then
      wake(q)
    end
  end
  return answers, i
end
