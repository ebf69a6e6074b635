-- Takes back the due times of tasks of one queue that were never claimed. ARGV, from a position i on: queue index,
-- count, ids. Gives a state for each, and where its arguments end.
-- Those that were not yet as most are have entered their sets; all others are in arrived.

-- Any task, with all that is known of it.
local function start_early(q, id)
  local T = tasks.load(q, id)
  if T and not T.damaged and T.st == 'W' and not T.tok and T.due > T.enq then
    tasks.leave(T)
    T.due = T.enq
    redis.call('HSET', q .. 's:' .. T.id, 'due', int(T.due))
    tasks.enter(T)
  end
  return not T and 'UNKNOWN' or (T.st == 'W' and T.due and T.due <= now) and 'READY' or 'NOT_READY'
end

local seen = {}

-- The way most tasks go: nothing was kept of them yet but the record, and their due time is still to come.
local function start_fresh(q, id, record)
  local seq, prio, enq, due, name, unique = string.match(record, '^(%S+) (%d) (%d+) (%d+) %- (%S+) (%S+)\n')
  if not due or #seq ~= 8 or #due ~= #enq or tonumber(due) <= now or tonumber(enq) > now then
    return start_early(q, id)
  end
  local member = seq .. id
  if not seen[member] then
    seen[member] = true
    local of_queue = arrived[q]
    of_queue[#of_queue + 1] = {
      id = id, member = member, rank = rank(tonumber(prio), tonumber(enq)), enq = enq, name = name, record = record,
      known = seq .. name .. ' ' .. unique
    }
  end
  return 'READY'
end

local function start_some(q, from, to, states)
  local records, hashes = {}, {}
  for i = from, to do
    records[#records + 1] = q .. 't:' .. ARGV[i]
    hashes[#hashes + 1] = q .. 's:' .. ARGV[i]
  end
  local fresh = redis.call('EXISTS', unpack(hashes)) == 0
  local found = fresh and redis.call('MGET', unpack(records))
  for i = from, to do
    local record = found and found[i - from + 1]
    states[#states + 1] = record and start_fresh(q, ARGV[i], record) or start_early(q, ARGV[i])
  end
end

local function early(i)
  local q, states = prefix(KEYS[tonumber(ARGV[i])]), {}
  local last = i + 1 + tonumber(ARGV[i + 1])
  arrived[q] = {}
  for from = i + 2, last, 1000 do
    start_some(q, from, math.min(from + 999, last), states)
  end
  return states, last + 1
end
