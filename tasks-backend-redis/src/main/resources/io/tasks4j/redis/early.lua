-- Takes back the due times of tasks that were never claimed. ARGV from 9: their ids. Gives those
-- that are not here.
local q = prefix(KEYS[1])
local unknown = {}
for i = 9, #ARGV do
  local T = load(q, ARGV[i])
  if not T then
    unknown[#unknown + 1] = ARGV[i]
  elseif not T.damaged and T.st == 'W' and not T.tok and T.due > T.enq then
    leave(T)
    T.due = T.enq
    redis.call('HSET', q .. 's:' .. T.id, 'due', int(T.due))
    enter(T)
  end
end
return unknown
