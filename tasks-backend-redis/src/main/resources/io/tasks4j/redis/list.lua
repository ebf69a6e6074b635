-- A part of a listing of one queue, newest first. ARGV: 9 statuses, letters of P R E (to be tried again) Z (suspended) S F C;
-- 10 name or ''; 11 only before this sequence, or ''; 12 at most this many.
-- Gives rows, and the sequence to go on before, or '' at the end; then the sequence and id of the last task looked at.
local q = prefix(KEYS[1])
local statuses, name, before, count = ARGV[9], ARGV[10], ARGV[11], tonumber(ARGV[12])
local FEW, LOOKED_AT_ONCE = 1000, 1000
local SETS = {
  P = tasks.ready_sets(q, { 'due', 'blocked' }), E = tasks.ready_sets(q, { 'due' }), R = { 'lease' },
  Z = {}, S = { 'done' }, C = { 'done' }, F = { 'dead' }
}
local rows = {}
local seen_seq, seen_id = '', ''

expire(q, 1000)
join()

local function row(id, seq)
  local T = tasks.load(q, id, seq .. id)
  if not T then
    return
  end
  seen_seq, seen_id = seq, id
  local status = T.st
  if status == 'B' then
    status = 'P'
  elseif status == 'W' then
    status = T.f + T.l > 0 and 'E' or 'P'
  end
  if not T.damaged and (not string.find(statuses, status, 1, true) or (name ~= '' and name ~= T.name)) then
    return
  end
  local e = redis.pcall('GET', q .. 'e:' .. id)
  local t = redis.pcall('GET', q .. 't:' .. id)
  local s = redis.pcall('HMGET', q .. 's:' .. id, 'st', 'f', 'l', 'due', 'ne', 'r', 'en', 'w', 'x', 'pd', 'pt', 'pn', 'xp')
  rows[#rows + 1] = { type(t) == 'string' and t or '', s.err and {} or s, type(e) == 'string' and e or false, false, seq, id }
end

local sets, few = {}, 0
for i = 1, #statuses do
  for _, set in ipairs(SETS[string.sub(statuses, i, i)]) do
    if not sets[set] then
      sets[set] = true
      few = few + redis.call('ZCARD', q .. set)
    end
  end
end
if few <= FEW then
  local members = {}
  for set in pairs(sets) do
    for _, m in ipairs(redis.call('ZRANGE', q .. set, 0, -1)) do
      if before == '' or string.sub(m, 1, 8) < before then
        members[#members + 1] = m
      end
    end
  end
  table.sort(members, function(a, b) return a > b end)
  for _, m in ipairs(members) do
    row(string.sub(m, 9), string.sub(m, 1, 8))
    if #rows >= count then
      return { rows, string.sub(m, 1, 8), seen_seq, seen_id }
    end
  end
  return { rows, '', seen_seq, seen_id }
end

-- The next of the queue's tasks, of which there are many: those that may be listed, and others between them.
local function next_before(place)
  if statuses == 'F' then
    return redis.call('ZREVRANGEBYLEX', q .. 'letters', place == '' and '+' or '(' .. place, '-', 'LIMIT', 0, 100)
  end
  -- A place that is longer than a sequence comes after it.
  local last = place == '' and '+' or (#place == 8 and '(' or '') .. int(decode(place)) .. '-0'
  local members = {}
  for i, entry in ipairs(redis.call('XREVRANGE', q .. 'log', last, '-', 'COUNT', 100)) do
    members[i] = encode(tonumber(string.match(entry[1], '^%d+'))) .. entry[2][2]
  end
  return members
end

-- Dead letters of before this set was kept, or after it was lost.
if statuses == 'F' and redis.call('ZCARD', q .. 'letters') ~= redis.call('ZCARD', q .. 'dead') then
  redis.call('ZUNIONSTORE', q .. 'letters', 1, q .. 'dead', 'WEIGHTS', 0)
end
local looked = 0
while looked < LOOKED_AT_ONCE do
  local members = next_before(before)
  if #members == 0 then
    return { rows, '', seen_seq, seen_id }
  end
  for _, m in ipairs(members) do
    before = string.sub(m, 1, 8)
    row(string.sub(m, 9), before)
    if #rows >= count then
      return { rows, before, seen_seq, seen_id }
    end
  end
  looked = looked + #members
end
return { rows, before, seen_seq, seen_id }
