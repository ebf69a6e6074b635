-- Of each queue: how many wait, retry, run, are done, cancelled, dead; whether it is paused;
-- and for how many milliseconds the oldest due task has been due, -1 when there is none.
local answers = {}

-- When the task fell due that is first of a part of a set.
local function first_due(queue, set, ...)
  local member = redis.call('ZRANGE', queue .. set, ...)[1]
  local task = member and tasks.load(queue, id_of(member), member)
  return task and not task.damaged and task.due or nil
end

-- With ageing the oldest is not always the first; then this is near, not exact. Without, each
-- priority has its first.
local function oldest(queue)
  -- What no claim has moved to ready so far.
  local first = redis.call('ZRANGE', queue .. 'due', 0, 0, 'WITHSCORES')
  local due = first[2] and read_due_score(stored_number(first[2], 0)) or now + 1
  for _, set in ipairs(tasks.ready_sets(queue)) do
    if ageing_step == 0 then
      for score = -9, 0 do
        due = math.min(due, first_due(queue, set, score, score, 'BYSCORE', 'LIMIT', 0, 1) or due)
      end
    else
      due = math.min(due, first_due(queue, set, 0, 0) or due)
    end
  end
  return due <= now and now - due or -1
end

for i, key in ipairs(KEYS) do
  local queue = queue_of(key)
  expire(queue, 1000)
  tell_dependants()
  local meta = redis.call('HMGET', key, 'nr', 'nc', 'paused')
  answers[i] = {
    tasks.count_ready(queue) + redis.call('ZCARD', queue .. 'due') + redis.call('ZCARD', queue .. 'blocked'),
    math.max(stored_number(meta[1], 0), 0), redis.call('ZCARD', queue .. 'lease'), redis.call('ZCARD', queue .. 'done'),
    math.max(stored_number(meta[2], 0), 0), redis.call('ZCARD', queue .. 'dead'), meta[3] and 1 or 0, oldest(queue)
  }
end
return answers
