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

-- A group of functions that most calls need none of. It is defined when the first of them is called: to define all of
-- them each time would cost more than most calls do.
local function lazily(define)
  return setmetatable({}, {
    __index = function(group, name)
      setmetatable(group, nil)
      define(group)
      return group[name]
    end
  })
end

local tasks, adding, joins

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

-- Who waits for a task, and what it waits for, end the line of a task that has either.
local HEAD = '^(%S+) (%d) (%d+) (%S+) (%S+) (%S+) (%S+)([^\n]*)\n()'

-- What has ended and has tasks that wait for it.
local parents = {}

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

local function rank(prio, due)
  return step == 0 and -prio or due - prio * step
end

-- The score of due: in order of time, and at one time of priority, which a claim need not look up.
local function due_score(T)
  return int(T.due * 16 + 9 - T.prio)
end

local died = {}

-- Tells those that wait for what has ended so far.
local function join()
  if #parents > 0 then
    joins.tell()
  end
end

-- Runs act on up to count tasks of a zset whose score has come; whatever is no task leaves it.
local function each(q, set, most, count, act)
  local members = redis.call('ZRANGEBYSCORE', q .. set, '-inf', most, 'LIMIT', 0, count)
  for _, m in ipairs(members) do
    local T = tasks.load(q, string.sub(m, 9), m)
    if not T then
      redis.call('ZREM', q .. set, m)
    elseif T.damaged then
      tasks.bury(T)
    else
      act(T, m)
    end
  end
  return #members
end

local function expire(q, count)
  each(q, 'exp', int(now), count, function(T, m)
    if T.st == 'W' or T.st == 'B' then
      tasks.finish(T, 'C')
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

-- Retention: removes up to count tasks of a kind that are too old or too many.
local function trim(q, set, age, most, count)
  local old = redis.call('ZRANGEBYSCORE', q .. set, '-inf', '(' .. int(now - age), 'LIMIT', 0, count)
  if #old > 0 then
    tasks.drop(q, set, old)
  end
  local excess = redis.call('ZCARD', q .. set) - most
  if excess > 0 then
    tasks.drop(q, set, redis.call('ZRANGE', q .. set, 0, math.min(excess, count) - 1))
  end
end

local function retain(q, count, dead_too)
  trim(q, 'done', tonumber(ARGV[5]), tonumber(ARGV[6]), count)
  if dead_too then
    trim(q, 'dead', tonumber(ARGV[7]), tonumber(ARGV[8]), count)
  end
end

-- Tasks whose due times were taken back and that are in no set of their new state yet: by early.lua, for a claim.
local arrived = {}

local function enter_arrived(q)
  local of_queue, left, entered = arrived[q], {}, {}
  if not of_queue then
    return
  end
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
