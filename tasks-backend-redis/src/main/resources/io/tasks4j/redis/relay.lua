-- The outbox of a queue. ARGV: 9 what; 'read' gives up to 100 follow-ups and arrivals, 'forget' drops those named:
-- the field of each, and a stamp or '' by which a later one under the same name stays.
local outbox = prefix(KEYS[1]) .. 'outbox'
if ARGV[9] == 'forget' then
  for i = 10, #ARGV, 2 do
    local entry = ARGV[i + 1] ~= '' and redis.call('HGET', outbox, ARGV[i])
    if not entry or cmsgpack.unpack(entry)[4] == ARGV[i + 1] then
      redis.call('HDEL', outbox, ARGV[i])
    end
  end
  return 0
end
local answers = {}
local entries = redis.call('HSCAN', outbox, 0, 'COUNT', 100)[2]
for i = 2, #entries, 2 do
  answers[#answers + 1] = cmsgpack.unpack(entries[i])
end
return answers
