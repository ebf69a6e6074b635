-- The outbox of a queue. ARGV: 9 what; 'read' gives up to 100 ids and follow-ups, 'forget' drops those named.
local outbox = prefix(KEYS[1]) .. 'outbox'
if ARGV[9] == 'forget' then
  for i = 10, #ARGV do
    redis.call('HDEL', outbox, ARGV[i])
  end
  return 0
end
local answers = {}
local entries = redis.call('HSCAN', outbox, 0, 'COUNT', 100)[2]
for i = 2, #entries, 2 do
  answers[#answers + 1] = cmsgpack.unpack(entries[i])
end
return answers
