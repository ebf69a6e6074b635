-- Stores messages, all or none. ARGV: 9 again, 10 count; then for each 1 + 3: queue index, message.
local again, count = ARGV[9] == '1', tonumber(ARGV[10])
local answers = {}
local LAST, MOST = 10 + count * (1 + WIDTH), 400

local function queue(i)
  return prefix(KEYS[tonumber(ARGV[i])])
end

local function one_by_one(from, to)
  for i = from, to, 1 + WIDTH do
    local answer = adding.add(queue(i), i + 1, again)
    answers[#answers + 1] = answer == true and '' or answer
  end
end

-- Stores messages whose ids are new by one command; false, and nothing is stored, when any is not.
local function together(from, to)
  local records, places, ids, last = {}, {}, {}, {}
  for i = from, to, 1 + WIDTH do
    local q, id, h = queue(i), ARGV[i + 1], adding.head_of_new(ARGV[i + 2])
    local record = q .. 't:' .. id
    if not h.plain or places[record] then
      return false
    end
    local n = last[q] and last[q] + 1 or adding.next_sequence(q)
    local seq = encode(n)
    last[q], places[record] = n, true
    ids[#ids + 1] = { q, n, id, h, seq .. id }
    records[#records + 1] = record
    records[#records + 1] = seq .. h.line .. ARGV[i + 3]
  end
  if redis.call('MSETNX', unpack(records)) == 0 then
    return false
  end
  for _, new in ipairs(ids) do
    local q, h = new[1], new[4]
    adding.accepted(q, new[2], new[3])
    adding.enters(h.sets, q, h.score, new[5])
    answers[#answers + 1] = ''
  end
  return true
end

for from = 11, LAST, MOST * (1 + WIDTH) do
  local to = math.min(from + MOST * (1 + WIDTH) - 1, LAST)
  if to - from == WIDTH or not together(from, to) then
    one_by_one(from, to)
  end
end
adding.added()
join()
return answers
