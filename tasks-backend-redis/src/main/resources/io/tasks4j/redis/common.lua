-- Comes before every script, and names what ScriptAlphabets.java has in capitals. KEYS[i] is the meta
-- hash of a queue, "{namespace:queue}:meta"; all other keys of the queue share its hash tag, so
-- a queue is in one slot of a cluster. In these scripts a queue is what its keys begin with,
-- "{namespace:queue}:". Fields of hashes have short names, since each task has them; everywhere
-- else names are long:
--   meta       hash: seq (last sequence), token (last), paused, z (a claim waits), nr (retrying), nc (cancelled),
--              pk (there are parked tasks), rp (where the repair goes on)
--   t:<id>     string, the record: a head of one line that never changes (but start_early.lua takes back a due time), who
--              waits for the task, the message as JSON
--   s:<id>     hash, the state: what changes; none before the first claim. Its fields are below
--   e:<id>     string: the latest error      r:<id>  string: the result, after its media type
--   a:<id>     hash: parents of the task that have ended, by slot; see join.lua
--   blocked    zset of what waits for other tasks
--   ready      zset by rank, then member     due     zset by due time, of what is not due yet
--   p:<name>   zset as ready, of tasks that a claim passed over since their name was at its limit
--   parked     set of the names that have one
--   lease      zset by end of lease          exp     zset by expiry, of what waits
--   done       zset by end: SUCCESS, CANCELLED       dead    zset by end: FAILURE
--   letters    zset of the same as dead, in the order they were accepted, for listings: they may be far apart in log
--   log        stream of all tasks, in the order they were accepted
--   names      hash: how many tasks of a name run
--   u:<key>    zset of live tasks that hold a unique key, each its scope and id
--   w:<key>    string: "<id> <until>" of a key that is held for a time
--   outbox     hash: follow-ups and arrivals on their way to a queue of another slot
--   gone       zset by time of what retention removed soon after its end, each id and the call that settled it
-- A member of a zset is the task's sequence in 8 characters, and its id in 22. Fields of
-- s:<id>: st (a STATE), f (failures), l (losses), due, tok (token), r ("<begun> <call that
-- claimed> <worker>", one field since each costs as much as a command of its own), w (a worker
-- whose name would make r too long for a small hash), k (what a success needs of the head), en
-- (ended), n (the call that settled), x (a cancel is requested), us (since when its name is
-- unknown), ne (never expires, since it was put back by hand), aw (somebody awaits the end),
-- pd, pt, pn (progress: done, total, note); those of joins are in join.lua.

-- One word for one thing, and a function for each: lapse ends leases (claim.lua); expire ends tasks
-- that waited too long; promote makes ready what is due; release lets a task run that waited for
-- others (join.lua); put_back makes a task wait that a claim had; finish ends one; retain keeps the
-- history within its bounds; bury makes a dead letter of what cannot be read (tasks.lua). What is
-- told of a parent's end is an arrival; a due time that is taken back makes an early start.

-- Every script is sent these first, by Store.args: milliseconds to add to the clock, for tests, which
-- turn it; the channel; milliseconds by which a step of priority goes before, with ageing, and 0
-- without; the most deliveries; and of what ended well and of what failed the age and the number to
-- be kept.
local clock_offset, channel, ageing_step, max_deliveries, done_age, done_most, dead_age, dead_most =
  unpack(ARGV, 1, 8)
ageing_step, max_deliveries = tonumber(ageing_step), tonumber(max_deliveries)

-- What else is sent is read once, from the first to the last. So a part of a script says what it is
-- sent by reading it, and parts follow each other without positions.
local given, position = ARGV, 8
local args = {}

-- The next argument, as it is.
function args.text()
  position = position + 1
  return given[position]
end

-- The next argument as a number; nil when it is none.
function args.number()
  position = position + 1
  return tonumber(given[position])
end

-- The next three, as they are: what is sent for each of many tasks comes so, and a call costs.
function args.three()
  local first = position + 1
  position = first + 2
  return given[first], given[first + 1], given[position]
end

-- Whether there are more: for lists that end with the arguments.
function args.any_left()
  return position < #given
end

-- The queue of a meta key.
local function queue_of(meta)
  return string.sub(meta, 1, -5)
end

-- A queue is sent as its place among KEYS.
function args.queue()
  return queue_of(KEYS[args.number()])
end

local clock = redis.call('TIME')
local micros = clock[1] * 1000000 + clock[2]
local now = math.floor(micros / 1000) + tonumber(clock_offset)

-- A group of functions that most calls need none of. It is defined when the first of them is
-- called: to define all of them each time would cost more than most calls do.
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

-- A number as it was stored; the default where there is none, and where something else wrote what
-- is none, or one that numbers cannot count on from.
local function stored_number(text, default)
  local n = tonumber(text or '')
  return n and n > -2 ^ 53 and n < 2 ^ 53 and n or default
end

local DIGITS = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
local encoded, beginning

-- A number in 8 characters that sort as it does. Sequences come one after another: all but the
-- last character is mostly that of before.
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

-- The number of eight characters, which encode wrote.
local function decode(text)
  local n = 0
  for i = 1, 8 do
    n = n * 64 + string.find(DIGITS, string.sub(text, i, i), 1, true) - 1
  end
  return n
end

-- The first half of a member.
local function sequence_of(member)
  return string.sub(member, 1, 8)
end

-- The other half.
local function id_of(member)
  return string.sub(member, 9)
end

-- Reads the head of a record, the only place that knows its words: sequence, priority,
-- enqueued, due, expiry, name, unique key after its scope; then what comes after them, of tasks
-- that wait for others or are waited for; and where the head ends. Nothing when it is no head.
local function parse_head(record)
  return string.match(record, '^(%S+) (%d) (%d+) (%S+) (%S+) (%S+) (%S+)([^\n]*)\n()')
end

-- Adds to a count, which begins anew where something else wrote what is no number; gives it.
local function increase(key, field, by)
  local count = redis.pcall('HINCRBY', key, field, by)
  if type(count) ~= 'number' then
    count = math.max(by, 0)
    redis.call('HSET', key, field, count)
  end
  return count
end

-- Runs a command with many arguments, in portions that fit the stack.
local function in_portions(command, key, arguments)
  for i = 1, #arguments, 1000 do
    redis.call(command, key, unpack(arguments, i, math.min(i + 999, #arguments)))
  end
end

local woken = {}

-- Tells waiting claims, if there are any, that they should look again. A claim that finds
-- nothing sets z and is told once; it sets z again when it still finds nothing. Takes z from
-- meta. Of a queue that is new nobody knows who waits: z may have gone with all else.
local function wake(queue, is_new)
  if not woken[queue] then
    woken[queue] = true
    if redis.call('HDEL', queue .. 'meta', 'z') == 1 or is_new then
      -- A user without rights on the channel must not lose the task: claims poll then.
      redis.pcall('PUBLISH', channel, 'r' .. queue)
    end
  end
end

-- What has ended in this call and has tasks that wait for it; those are told by
-- tell_dependants.
local ended_parents = {}

-- Tells whoever waits for what has ended so far. Comes after anything that may end a task.
local function tell_dependants()
  if #ended_parents > 0 then
    joins.tell()
  end
end

-- Queues in which a task has failed in this call: only those have new dead letters to retain.
local has_failed = {}
local running_changes = {}

-- Notes that so many more tasks of a name run; stored later, in one command for what comes and
-- goes. Adds to running_changes alone.
local function note_running(queue, name, count)
  local of_queue = running_changes[queue]
  if not of_queue then
    of_queue = {}
    running_changes[queue] = of_queue
  end
  of_queue[name] = (of_queue[name] or 0) + count
end

-- Writes what was noted into the hash names. Comes last, and before limits of names are looked
-- at.
local function store_running()
  for queue, names in pairs(running_changes) do
    for name, count in pairs(names) do
      if count ~= 0 and increase(queue .. 'names', name, count) <= 0 then
        redis.call('HDEL', queue .. 'names', name)
      end
    end
  end
  running_changes = {}
end

-- The score of ready: by priority alone, or with ageing by the due time put back for each step
-- of priority.
local function rank(priority, due)
  return ageing_step == 0 and -priority or due - priority * ageing_step
end

-- The score of due: in order of time, and at one time of priority, which a claim need not look
-- up.
local function due_score(due, priority)
  return int(due * 16 + 9 - priority)
end

-- The time and the priority that made a score of due.
local function read_due_score(score)
  local rest = score % 16
  return (score - rest) / 16, 9 - rest
end

-- Runs act on up to count tasks of a zset whose score is at most a bound. Whatever is no task
-- leaves the set, and what cannot be read is buried.
local function for_each_until(queue, set, bound, count, act)
  local members = redis.call('ZRANGEBYSCORE', queue .. set, '-inf', bound, 'LIMIT', 0, count)
  for _, member in ipairs(members) do
    local task = tasks.load(queue, id_of(member), member)
    if not task then
      redis.call('ZREM', queue .. set, member)
    elseif task.damaged then
      tasks.bury(task)
    else
      act(task, member)
    end
  end
end

-- Ends up to count waiting tasks whose expiry has come. Keys: exp, and those of each task.
-- Keys: exp, and those of each task that ends.
local function expire(queue, count)
  for_each_until(queue, 'exp', now_text, count, function(task, member)
    if task.state == STATE.WAITING or task.state == STATE.BLOCKED then
      tasks.finish(task, STATE.CANCELLED)
    else
      redis.call('ZREM', queue .. 'exp', member)
    end
  end)
end

-- Makes up to count tasks ready whose due time has come: from due to ready, without a look at
-- the tasks. Keys: due, ready.
local function promote(queue, count)
  local due = redis.call('ZRANGEBYSCORE', queue .. 'due', '-inf', int(now * 16 + 15), 'WITHSCORES', 'LIMIT', 0, count)
  if #due == 0 then
    return
  end
  local ready = {}
  for i = 1, #due, 2 do
    local time, priority = read_due_score(stored_number(due[i + 1], 0))
    ready[i], ready[i + 1] = rank(priority, time), due[i]
  end
  redis.call('ZREMRANGEBYRANK', queue .. 'due', 0, #due / 2 - 1)
  in_portions('ZADD', queue .. 'ready', ready)
  wake(queue)
end

-- Removes up to count ended tasks of a set that are too old, and as many that are too many.
local function retain_set(queue, set, age, most, count)
  local old = redis.call('ZRANGEBYSCORE', queue .. set, '-inf', '(' .. int(now - age), 'LIMIT', 0, count)
  if #old > 0 then
    tasks.remove_ended(queue, set, old)
  end
  local excess = redis.call('ZCARD', queue .. set) - most
  if excess > 0 then
    tasks.remove_ended(queue, set, redis.call('ZRANGE', queue .. set, 0, math.min(excess, count) - 1))
  end
end

-- Keeps the history within its bounds, a bounded number of tasks at a time: a script holds up
-- everybody. Keys: done, dead, and those of each task that is removed.
local function retain(queue, count, dead_too)
  retain_set(queue, 'done', tonumber(done_age), tonumber(done_most), count)
  if dead_too then
    retain_set(queue, 'dead', tonumber(dead_age), tonumber(dead_most), count)
  end
end

-- By queue the tasks whose due times were taken back by start_early.lua and that are in no set of
-- their new state yet: a claim of the same call may start them from here, without making them
-- ready first.
local early_starts = {}

-- Makes early starts of a queue ready, as far as no claim has started them. Their new due time
-- is the one they were enqueued at; it replaces the old in the record, where it takes as many
-- characters. Keys: t:<id>, due, ready.
local function make_early_ready(queue)
  local of_queue, left, ready = early_starts[queue], {}, {}
  if not of_queue then
    return
  end
  early_starts[queue] = nil
  for _, early in ipairs(of_queue) do
    redis.call('SETRANGE', queue .. 't:' .. early.id, #early.enqueued + 12, early.enqueued)
    left[#left + 1] = early.member
    ready[#ready + 1] = early.rank
    ready[#ready + 1] = early.member
  end
  if #left > 0 then
    in_portions('ZREM', queue .. 'due', left)
    in_portions('ZADD', queue .. 'ready', ready)
    wake(queue)
  end
end

-- The same for all queues: whatever a claim does or fails at, no early start may be left in no
-- set.
local function make_all_early_ready()
  for queue in pairs(early_starts) do
    make_early_ready(queue)
  end
end
