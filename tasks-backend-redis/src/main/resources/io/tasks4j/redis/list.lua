-- A part of a listing of one queue, newest first. Sent: statuses, letters of LISTED; a name or
-- ''; only before this sequence, or ''; at most how many. Gives rows, each with its sequence
-- and id after it; the sequence to go on before, or '' at the end; then the sequence and id of
-- the last task looked at.
local queue = queue_of(KEYS[1])
local statuses, name, before, most = args.text(), args.text(), args.text(), args.number()
local FEW, LOOKED_AT_ONCE = 1000, 1000
-- Where tasks of a status may be.
local SETS = {
  [LISTED.PENDING] = tasks.ready_sets(queue, { 'due', 'blocked' }),
  [LISTED.RETRY] = tasks.ready_sets(queue, { 'due' }),
  [LISTED.RUNNING] = { 'lease' },
  [LISTED.SUCCESS] = { 'done' },
  [LISTED.CANCELLED] = { 'done' },
  [LISTED.FAILURE] = { 'dead' },
  [LISTED.SUSPENDED] = {}
}
local rows = {}
local seen_sequence, seen_id = '', ''

expire(queue, 1000)
tell_dependants()

-- The letter of LISTED that a task counts as.
local function status_of(task)
  if task.state == STATE.BLOCKED then
    return LISTED.PENDING
  elseif task.state == STATE.WAITING then
    return task.ran_before and LISTED.RETRY or LISTED.PENDING
  end
  return task.state
end

-- Adds a task to the rows if it is asked for. Of one that cannot be read that is not known:
-- Listing.java warns of it. Keys: t:<id>, s:<id>, e:<id>.
local function look_at(id, sequence)
  local task = tasks.load(queue, id, sequence .. id)
  if not task then
    return
  end
  seen_sequence, seen_id = sequence, id
  local asked_for = string.find(statuses, status_of(task), 1, true) and (name == '' or name == task.name)
  if asked_for or task.damaged then
    local row = tasks.row(queue, id, false)
    row[5], row[6] = sequence, id
    rows[#rows + 1] = row
  end
end

-- What is answered so far; before where the next call goes on.
local function answer(go_on_before)
  return { rows, go_on_before, seen_sequence, seen_id }
end

-- The sets of all statuses that are asked for, and how many tasks are in them.
local function sets_asked_for()
  local sets, sum = {}, 0
  for i = 1, #statuses do
    for _, set in ipairs(SETS[string.sub(statuses, i, i)]) do
      if not sets[set] then
        sets[set] = true
        sum = sum + redis.call('ZCARD', queue .. set)
      end
    end
  end
  return sets, sum
end

-- Few tasks are read from their sets and put in order here. Nothing is left out: the sets hold
-- all that is asked for.
local function list_few(sets)
  local members = {}
  for set in pairs(sets) do
    for _, member in ipairs(redis.call('ZRANGE', queue .. set, 0, -1)) do
      if before == '' or sequence_of(member) < before then
        members[#members + 1] = member
      end
    end
  end
  table.sort(members, function(one, other) return one > other end)
  for _, member in ipairs(members) do
    look_at(id_of(member), sequence_of(member))
    if #rows >= most then
      return answer(sequence_of(member))
    end
  end
  return answer('')
end

-- The next of the queue's tasks, of which there are many: those that may be listed, and others
-- between them. Keys: letters or log.
local function next_before(place)
  if statuses == LISTED.FAILURE then
    return redis.call('ZREVRANGEBYLEX', queue .. 'letters', place == '' and '+' or '(' .. place, '-', 'LIMIT', 0, 100)
  end
  -- A place that is longer than a sequence comes after it.
  local last = place == '' and '+' or (#place == 8 and '(' or '') .. int(decode(place)) .. '-0'
  local members = {}
  for i, entry in ipairs(redis.call('XREVRANGE', queue .. 'log', last, '-', 'COUNT', 100)) do
    members[i] = encode(tonumber(string.match(entry[1], '^%d+'))) .. entry[2][2]
  end
  return members
end

-- Many tasks are looked at in the order of the log, a bounded number by one call. Keys:
-- letters, log.
local function list_many()
  -- Dead letters of before this set was kept, or after it was lost.
  if statuses == LISTED.FAILURE and redis.call('ZCARD', queue .. 'letters') ~= redis.call('ZCARD', queue .. 'dead') then
    redis.call('ZUNIONSTORE', queue .. 'letters', 1, queue .. 'dead', 'WEIGHTS', 0)
  end
  local looked = 0
  while looked < LOOKED_AT_ONCE do
    local members = next_before(before)
    if #members == 0 then
      return answer('')
    end
    for _, member in ipairs(members) do
      before = sequence_of(member)
      look_at(id_of(member), before)
      if #rows >= most then
        return answer(before)
      end
    end
    looked = looked + #members
  end
  return answer(before)
end

local sets, sum = sets_asked_for()
return sum <= FEW and list_few(sets) or list_many()
