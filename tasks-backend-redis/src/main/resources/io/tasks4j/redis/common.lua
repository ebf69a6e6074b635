-- Comes before every script. KEYS[i] is the meta hash of a queue, "{namespace:queue}:meta"; all
-- other keys of the queue share its hash tag, so a queue is in one slot of a cluster:
--   meta       hash: seq, token, paused, z (a claim waits), nr (retrying), nc (cancelled), rp (repair)
--   t:<id>     string: a line of what never changes (but early.lua takes back a due time), who waits for it, the
--              message as JSON
--   s:<id>     hash: what changes; none before the first claim, which adds k: what a success needs of the line
--   e:<id>     string: the latest error      r:<id>  string: the result, after its media type
--   a:<id>     hash: parents of a task that have ended, by slot
--   blocked    zset of what waits for other tasks
--   ready      zset by rank, then member     due     zset by due time, of what is not due yet
--   p:<name>   zset as ready, of tasks that a claim passed over since their name was at its limit
--   parked     set of the names that have one; meta has pk while there is any
--   lease      zset by end of lease          exp     zset by expiry, of what waits
--   done       zset by end: SUCCESS, CANCELLED       dead    zset by end: FAILURE
--   letters    zset of the same as dead, in the order they were accepted, for listings: they may be far apart in log
--   log        stream of all tasks, in the order they were accepted
--   names      hash: how many tasks of a name run
--   u:<key>    zset of live tasks that hold a unique key, each "L<id>" or "W<id>"
--   w:<key>    string: "<id> <until>" of a key that is held for a time
--   outbox     hash: follow-ups and arrivals on their way to a queue of another slot
-- A member of a zset is the task's sequence in 8 characters, and its id in 22.
local clock = redis.call('TIME')
local micros = clock[1] * 1000000 + clock[2]
-- The offset is for tests, which turn the clock.
local now = math.floor(micros / 1000) + tonumber(ARGV[1])
local channel = ARGV[2]
local step = tonumber(ARGV[3])
local max_deliveries = tonumber(ARGV[4])
local DIGITS = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

-- Lua would write a large number as 1.7e+12.
local function int(n)
  return string.format('%.0f', n)
end

local now_text = int(now)

local function prefix(key)
  return string.sub(key, 1, -5)
end

-- Sorts as the number does. Sequences come one after another: all but the last character is mostly that of before.
local encoded, beginning

local function encode(n)
  local last = n % 64
  local rest = (n - last) / 64
  if rest ~= encoded then
    encoded, beginning = rest, ''
    for _ = 1, 7 do
      local digit = rest % 64
      beginning = string.sub(DIGITS, digit + 1, digit + 1) .. beginning
      rest = (rest - digit) / 64
    end
  end
  return beginning .. string.sub(DIGITS, last + 1, last + 1)
end

local function decode(text)
  local n = 0
  for i = 1, 8 do
    n = n * 64 + string.find(DIGITS, string.sub(text, i, i), 1, true) - 1
  end
  return n
end

-- Runs a command of many pairs, in portions that fit the stack.
local function in_portions(command, key, args)
  for i = 1, #args, 1000 do
    redis.call(command, key, unpack(args, i, math.min(i + 999, #args)))
  end
end

local woken = {}

-- Tells waiting claims, if there are any, that they should look again. A claim that finds nothing
-- sets z and is told once; it sets z again when it still finds nothing.
local function wake(q)
  if not woken[q] then
    woken[q] = true
    if redis.call('HDEL', q .. 'meta', 'z') == 1 then
      -- A user without rights on the channel must not lose the task: claims poll then.
      redis.pcall('PUBLISH', channel, 'r' .. q)
    end
  end
end

local function told(q, id)
  redis.pcall('PUBLISH', channel, 'e' .. id)
end

-- The sets that ready tasks are in.
local function ready_sets(q)
  local sets = { 'ready' }
  for _, name in ipairs(redis.call('SMEMBERS', q .. 'parked')) do
    sets[#sets + 1] = 'p:' .. name
  end
  return sets
end

local function count_ready(q)
  local sum = 0
  for _, set in ipairs(ready_sets(q)) do
    sum = sum + redis.call('ZCARD', q .. set)
  end
  return sum
end

-- Who waits for a task, and what it waits for, end the line of a task that has either.
local HEAD = '^(%S+) (%d) (%d+) (%S+) (%S+) (%S+) (%S+)([^\n]*)\n()'

local function links_and_join(rest)
  local links, join = string.match(rest, '^ (%S+) (%S+)$')
  return links or '-', join or '-'
end

-- Who waits for a task: of the record what comes after the head, if the task has any.
local function links_of(T)
  if not T.links then
    return ''
  end
  local last = T.body + T.links - 1
  if #T.text >= last then
    return string.sub(T.text, T.body, last)
  end
  return redis.call('GETRANGE', T.q .. 't:' .. T.id, T.body - 1, last - 1)
end

local parents = {}

-- A task has ended, or is about to be removed before it has: see join.lua. What is the result or the error.
local function parent_ended(T, st, what)
  if T.links then
    parents[#parents + 1] = { q = T.q, id = T.id, name = T.name, st = st, what = what, links = links_of(T) }
  end
end

local function error_of(T)
  local e = redis.pcall('GET', T.q .. 'e:' .. T.id)
  return type(e) == 'string' and e or ''
end

-- Field r of a state is "<begun> <name of the call that claimed> <worker>", one field since each costs as much as a
-- command of its own; a worker whose name makes it longer than a small hash takes is in w.
local function worker_of(r, w)
  return r and string.match(r, '^%d+ %S+ (.+)$') or w or ''
end

-- A task, or nil when there is none. One that cannot be read has damaged set.
local function load(q, id, member)
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
  local links, join = links_and_join(rest)
  local J = join ~= '-' and redis.call('HMGET', q .. 's:' .. id, 'xp', 'jr', 'je', 'jf', 'jo') or {}
  return {
    text = head, links = tonumber(string.match(links, '%d+') or ''), body = body, join = join ~= '-' and join or nil,
    released = J[2], ended = J[3], failures = tonumber(J[4] or 0), failed = J[5], rel_due = due, rel_exp = exp,
    q = q, id = id, member = seq .. id, seq = seq, name = name,
    prio = tonumber(prio), enq = tonumber(enq), due = tonumber(s[4] or due) or tonumber(enq),
    exp = not s[9] and tonumber(J[1] or exp) or nil, put_back = s[9],
    scope = unique ~= '-' and string.sub(unique, 1, 1) or nil, key = string.sub(unique, 2),
    st = s[1] or 'W', f = f, l = l, again = f + l > 0, tok = s[5], worker = worker_of(s[6], s[11]), x = s[7],
    us = tonumber(s[8] or ''), aw = s[10]
  }
end

-- What a claim needs of a task that waits, or nil when there is none; with damaged set when it cannot be read.
local function load_waiting(q, m, record)
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
  local links = links_and_join(rest)
  return {
    q = q, id = id, member = m, st = s[1] or 'W', name = name, exp = exp ~= '-' and not s[4],
    f = f, l = l, tok = s[5], record = record, known = links == '-' and string.sub(m, 1, 8) .. name .. ' ' .. unique,
    bound = not s[4] and string.find(links, 'B', 1, true) and string.sub(record, body, body + tonumber(string.match(links, '%d+')) - 1)
  }
end

local moved = {}

-- Notes that so many more tasks of a name run; counted later, in one command for what comes and goes.
local function more_run(q, name, count)
  local of_queue = moved[q]
  if not of_queue then
    of_queue = {}
    moved[q] = of_queue
  end
  of_queue[name] = (of_queue[name] or 0) + count
end

local function count_running()
  for q, names in pairs(moved) do
    for name, count in pairs(names) do
      if count ~= 0 and redis.call('HINCRBY', q .. 'names', name, count) <= 0 then
        redis.call('HDEL', q .. 'names', name)
      end
    end
  end
  moved = {}
end

local function add_letter(q, m)
  redis.call('ZADD', q .. 'dead', now_text, m)
  redis.call('ZADD', q .. 'letters', 0, m)
end

local function remove_letter(q, m)
  redis.call('ZREM', q .. 'dead', m)
  redis.call('ZREM', q .. 'letters', m)
end

-- Takes a task out of the sets of its state.
local function leave(T)
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
    remove_letter(q, m)
  else
    redis.call('ZREM', q .. 'done', m)
    if T.st == 'C' then
      redis.call('HINCRBY', q .. 'meta', 'nc', -1)
    end
  end
end

local function rank(prio, due)
  return step == 0 and -prio or due - prio * step
end

-- The score of due: in order of time, and at one time of priority, which a claim need not look up.
local function due_score(T)
  return int(T.due * 16 + 9 - T.prio)
end

local function holds_key(T)
  if T.scope == 'L' or T.scope == 'W' then
    redis.call('ZADD', T.q .. 'u:' .. T.key, decode(T.seq), T.scope .. T.id)
  end
end

local function frees_key(T)
  if T.scope == 'L' or T.scope == 'W' then
    redis.call('ZREM', T.q .. 'u:' .. T.key, T.scope .. T.id)
  end
end

-- Enters a task that waits into its sets.
local function enter(T)
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
local function block(T)
  redis.call('HSET', T.q .. 's:' .. T.id, 'st', 'B')
  redis.call('ZADD', T.q .. 'blocked', 0, T.member)
  if T.exp then
    redis.call('ZADD', T.q .. 'exp', int(T.exp), T.member)
  end
  T.st = 'B'
end

-- Makes a task wait until due. Counts must be set before, and the old ones have left.
local function put_back(T, due, fields)
  T.due = due
  T.x = nil
  redis.call('HSET', T.q .. 's:' .. T.id, 'st', 'W', 'f', T.f, 'l', T.l, 'due', int(due), unpack(fields or {}))
  redis.call('HDEL', T.q .. 's:' .. T.id, 'en', 'x')
  enter(T)
end

local died = {}

-- Ends a task; st is C or F.
local function finish(T, st, fields)
  local q = T.q
  leave(T)
  died[q] = died[q] or st == 'F'
  redis.call('HSET', q .. 's:' .. T.id, 'st', st, 'f', T.f, 'l', T.l, 'en', now_text, unpack(fields or {}))
  if st == 'F' then
    add_letter(q, T.member)
  else
    redis.call('ZADD', q .. 'done', now_text, T.member)
  end
  if st == 'C' then
    redis.call('HINCRBY', q .. 'meta', 'nc', 1)
  end
  T.st = st
  frees_key(T)
  if T.aw then
    redis.call('HDEL', q .. 's:' .. T.id, 'aw')
    told(q, T.id)
  end
  if T.links then
    parent_ended(T, st, st == 'S' and '' or error_of(T))
  end
end

-- Removes all that is known of a task. A key that is held for a time outlives it where retention removes it.
local function remove(T, by_retention)
  local q = T.q
  leave(T)
  redis.call('UNLINK', q .. 't:' .. T.id, q .. 's:' .. T.id, q .. 'e:' .. T.id, q .. 'r:' .. T.id, q .. 'a:' .. T.id)
  if T.member then
    redis.pcall('XDEL', q .. 'log', int(decode(T.member)) .. '-0')
  end
  frees_key(T)
  if T.scope == 'T' and not by_retention then
    local key = q .. 'w:' .. string.match(T.key, '^([^:]*)')
    local held = redis.call('GET', key)
    if held and string.sub(held, 1, 22) == T.id then
      redis.call('UNLINK', key)
    end
  end
  if T.aw then
    told(q, T.id)
  end
end

-- A record that cannot be read becomes a dead letter without content: it can be purged.
local function bury(T)
  local q = T.q
  for _, set in ipairs({ 'due', 'exp', 'lease', 'done', 'blocked', unpack(ready_sets(q)) }) do
    redis.call('ZREM', q .. set, T.member)
  end
  redis.call('UNLINK', q .. 's:' .. T.id)
  redis.call('HSET', q .. 's:' .. T.id, 'st', 'F', 'en', now_text)
  add_letter(q, T.member)
end

-- Runs act on up to count tasks of a zset whose score has come; whatever is no task leaves it.
local function each(q, set, most, count, act)
  local members = redis.call('ZRANGEBYSCORE', q .. set, '-inf', most, 'LIMIT', 0, count)
  for _, m in ipairs(members) do
    local T = load(q, string.sub(m, 9), m)
    if not T then
      redis.call('ZREM', q .. set, m)
    elseif T.damaged then
      bury(T)
    else
      act(T, m)
    end
  end
  return #members
end

local function expire(q, count)
  each(q, 'exp', int(now), count, function(T, m)
    if T.st == 'W' or T.st == 'B' then
      finish(T, 'C')
    else
      redis.call('ZREM', q .. 'exp', m)
    end
  end)
end

local function promote(q, count)
  local due = redis.call('ZRANGEBYSCORE', q .. 'due', '-inf', int(now * 16 + 15), 'WITHSCORES', 'LIMIT', 0, count)
  if #due == 0 then
    return
  end
  local ready = {}
  for i = 1, #due, 2 do
    local score = tonumber(due[i + 1])
    local rest = score % 16
    ready[i] = rank(9 - rest, (score - rest) / 16)
    ready[i + 1] = due[i]
  end
  redis.call('ZREMRANGEBYRANK', q .. 'due', 0, #due / 2 - 1)
  in_portions('ZADD', q .. 'ready', ready)
  wake(q)
end

local function drop(q, set, members)
  local dead = set == 'dead'
  for _, m in ipairs(members) do
    local id = string.sub(m, 9)
    local T = load(q, id, m)
    if not T or T.damaged or not (T.st == 'W' or T.st == 'R' or T.st == 'B') then
      T = T or { q = q, id = id, member = m }
      T.st = dead and 'F' or T.st
      T.member = m
      remove(T, true)
    end
    if dead then
      remove_letter(q, m)
    else
      redis.call('ZREM', q .. set, m)
    end
  end
end

-- Retention: removes up to count tasks of a kind that are too old or too many.
local function trim(q, set, age, most, count)
  local old = redis.call('ZRANGEBYSCORE', q .. set, '-inf', '(' .. int(now - age), 'LIMIT', 0, count)
  drop(q, set, old)
  local excess = redis.call('ZCARD', q .. set) - most
  if excess > 0 then
    drop(q, set, redis.call('ZRANGE', q .. set, 0, math.min(excess, count) - 1))
  end
end

local function retain(q, count, dead_too)
  trim(q, 'done', tonumber(ARGV[5]), tonumber(ARGV[6]), count)
  if dead_too then
    trim(q, 'dead', tonumber(ARGV[7]), tonumber(ARGV[8]), count)
  end
end

-- The task that holds a unique key, other than except.
local function holder(q, key, except)
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
      local T = load(q, id)
      if not T or T.damaged or not (T.st == 'W' or T.st == 'R') then
        redis.call('ZREM', q .. 'u:' .. key, m)
      elseif T.st == 'W' and T.exp and T.exp <= now then
        finish(T, 'C')
      elseif T.scope == 'L' or T.st == 'W' then
        return id
      end
    end
  end
  return nil
end

-- A time of ARGV, @ or + and milliseconds; nil when it is none.
local function time(text)
  if text == '-' then
    return nil
  end
  local n = tonumber(string.sub(text, 2))
  return string.sub(text, 1, 1) == '+' and now + n or n
end

-- Stores a message; ARGV[i] to ARGV[i + 2] are its id, its head, and who waits for it with the envelope. The head is
-- priority, due, expiry, name, scope, key, window, bytes of who waits for it with a B if any is bound, and what it waits
-- for; what there is none of is -. Gives true, or the id of the task that stands for it.
local WIDTH = 3
-- What one script adds enters the sets together.
local sequences, ready, waiting = {}, {}, {}

local function enters(sets, q, score, member)
  local pairs_of_q = sets[q] or {}
  sets[q] = pairs_of_q
  pairs_of_q[#pairs_of_q + 1] = score
  pairs_of_q[#pairs_of_q + 1] = member
end

-- Ten-microsecond steps since 2020: in order over queues too, and growing after a lost counter.
local function next_sequence(q)
  local last = sequences[q] or tonumber(redis.call('HGET', q .. 'meta', 'seq') or 0)
  return math.max(last + 1, math.floor((micros - 1577836800000000) / 10))
end

local function given(text)
  return text ~= '-' and text or nil
end

-- A time as the script needs it, and as the record has it: before the release, what is counted from there is not known.
local function from_release(text, joins)
  if joins and string.sub(text, 1, 1) == '+' then
    return nil, 'r' .. string.sub(text, 2)
  end
  local at = time(text)
  return at, at and int(at) or '-'
end

local heads_of_new = {}

-- What a head says; most messages of a call have the same.
local function head_of_new(text)
  local h = heads_of_new[text]
  if h then
    return h
  end
  local prio, due, exp, name, scope, key, window, links, join =
    string.match(text, '^(%d) (%S+) (%S+) (%S+) (%S) (%S+) (%S+) (%S+) (%S+)$')
  h = { prio = tonumber(prio), name = name, scope = given(scope), key = given(key) or '', join = given(join) }
  h.links = tonumber(string.match(links, '^%d+'))
  local due_text, exp_text, unique
  h.due, due_text = from_release(due, h.join)
  h.exp, exp_text = from_release(exp, h.join)
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

local function accepted(q, n, id)
  sequences[q] = n
  redis.call('XADD', q .. 'log', int(n) .. '-0', '', id)
end

local function add(q, i, again)
  local id, h, envelope, record = ARGV[i], head_of_new(ARGV[i + 1]), ARGV[i + 2], q .. 't:' .. ARGV[i]
  if h.scope and redis.call('EXISTS', record) == 0 then
    local other = holder(q, h.key, id)
    if other then
      return other
    end
  end
  local n = next_sequence(q)
  local seq = encode(n)
  if not redis.call('SET', record, seq .. h.line .. envelope, 'NX') then
    -- Sent again because the first answer was lost: it was this call that stored it.
    local old = again and redis.call('GET', record)
    return old and string.sub(old, -#envelope) == envelope or id
  end
  accepted(q, n, id)
  if h.plain then
    enters(h.sets, q, h.score, seq .. id)
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
  holds_key(T)
  if h.join then
    block(T)
  elseif not T.exp then
    enters(h.sets, q, h.score, T.member)
  else
    enter(T)
  end
  if T.exp and T.exp <= now then
    finish(T, 'C')
  end
  return true
end

-- Comes after the last add of a script.
local function added()
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

-- Tasks whose due times were taken back and that are in no set of their new state yet: by early.lua, for a claim.
local arrived = {}

local function enter_arrived(q)
  local of_queue, left, entered = arrived[q] or {}, {}, {}
  arrived[q] = nil
  for _, A in ipairs(of_queue) do
    redis.call('SETRANGE', q .. 't:' .. A.id, #A.enq + 12, A.enq)
    left[#left + 1] = A.member
    entered[#entered + 1] = A.rank
    entered[#entered + 1] = A.member
  end
  if #left > 0 then
    in_portions('ZREM', q .. 'due', left)
    in_portions('ZADD', q .. 'ready', entered)
    wake(q)
  end
end

local function enter_all_arrived()
  for q in pairs(arrived) do
    enter_arrived(q)
  end
end
