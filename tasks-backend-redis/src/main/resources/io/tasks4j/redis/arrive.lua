-- Tells tasks of a queue what happened to parents in another slot of a cluster. Sent, until
-- there is no more: stamp, id, slot, the STATE a parent ended in or PUT_BACK, and the arrival
-- as a:<id> keeps it. What comes late, after its parent was put back, is passed over: by field
-- v<slot>, which keeps when that was.
local queue = queue_of(KEYS[1])

while args.any_left() do
  local stamp, id, slot, kind, value = args.text(), args.text(), args.text(), args.text(), args.text()
  local state, field = queue .. 's:' .. id, 'v' .. slot
  local last = redis.call('HGET', state, field)
  if not last or stamp > last then
    if kind ~= PARENT.PUT_BACK then
      local touched = {}
      joins.keep_arrival(touched, queue, id, slot, kind, stamp, value)
      joins.judge_all(touched)
      tell_dependants()
    elseif redis.call('EXISTS', queue .. 't:' .. id) == 1 then
      redis.call('HSET', state, field, stamp)
      local task = joins.forget_failure(queue, id, slot)
      if task then
        joins.revive_dependants(task)
      end
    end
  end
end
return 1
