-- Tells tasks of a queue what happened to parents in another slot of a cluster. ARGV: 9 count; then for each 5: stamp,
-- id, slot, S, F or C for how the parent ended or V when it was put back, and what is to be kept. What comes late,
-- after its parent was put back, is passed over.
local q = prefix(KEYS[1])
local i = 10
for _ = 1, tonumber(ARGV[9]) do
  local stamp, id, slot, st, value = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local s, field = q .. 's:' .. id, 'v' .. slot
  local last = redis.call('HGET', s, field)
  if not last or tonumber(string.match(stamp, '^%d+')) > tonumber(string.match(last, '^%d+')) then
    if st == 'V' then
      if redis.call('EXISTS', q .. 't:' .. id) == 1 then
        redis.call('HSET', s, field, stamp)
        local T = joins.forget_failure(q, id, slot)
        if T then
          joins.revive(T)
        end
      end
    else
      local touched = {}
      joins.arrive(touched, q, id, slot, st, value)
      joins.judge_all(touched)
      join()
    end
  end
  i = i + 5
end
return 1
