-- Takes back the due times of tasks that were never claimed. ARGV from 9: their ids. Gives a state for each.
local q = prefix(KEYS[1])
local states = {}
for i = 9, #ARGV do
  local T = load(q, ARGV[i])
  if T and not T.damaged and T.st == 'W' and not T.tok and T.due > T.enq then
    leave(T)
    T.due = T.enq
    redis.call('HSET', q .. 's:' .. T.id, 'due', int(T.due))
    enter(T)
  end
  states[i - 8] = not T and 'UNKNOWN' or (T.st == 'W' and T.due and T.due <= now) and 'READY' or 'NOT_READY'
end
return states
