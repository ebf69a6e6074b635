-- The outbox of a queue. Sent: READ gives up to 100 entries, follow-ups and arrivals, in the
-- order they came about; FORGET drops those that are named: the field of each, and its stamp,
-- by which a later one under the same name stays. An entry is the meta key it is for, its kind,
-- its field, its stamp, and the arguments of the script that takes it in.
local outbox = queue_of(KEYS[1]) .. 'outbox'

if args.text() == OUTBOX.FORGET then
  while args.any_left() do
    local field, stamp = args.text(), args.text()
    local entry = stamp ~= '' and redis.call('HGET', outbox, field)
    if not entry or cmsgpack.unpack(entry)[4] == stamp then
      redis.call('HDEL', outbox, field)
    end
  end
  return 0
end

local answers = {}
local entries = redis.call('HSCAN', outbox, 0, 'COUNT', 100)[2]
for i = 2, #entries, 2 do
  answers[#answers + 1] = cmsgpack.unpack(entries[i])
end
-- A scan gives them in any order; of two parents that failed, the first has to come first.
table.sort(answers, function(one, other) return one[4] < other[4] end)
return answers
