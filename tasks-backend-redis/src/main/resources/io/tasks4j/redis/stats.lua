-- Of each queue: how many wait, retry, run, are done, cancelled, dead; whether it is paused; and for how many
-- milliseconds the oldest due task has been due, -1 when there is none.
local answers = {}

-- When the task fell due that is first of a part of a set.
local function first_due(q, set, ...)
  local m = redis.call('ZRANGE', q .. set, ...)[1]
  local T = m and tasks.load(q, string.sub(m, 9), m)
  return T and not T.damaged and T.due or nil
end

local function oldest(q)
  -- What no claim has moved to ready so far.
  local head = redis.call('ZRANGE', q .. 'due', 0, 0, 'WITHSCORES')
  local due = head[2] and math.floor(tonumber(head[2]) / 16) or now + 1
  for _, set in ipairs(tasks.ready_sets(q)) do
    if step == 0 then
      for rank = -9, 0 do
        due = math.min(due, first_due(q, set, rank, rank, 'BYSCORE', 'LIMIT', 0, 1) or due)
      end
    else
      due = math.min(due, first_due(q, set, 0, 0) or due)
    end
  end
  return due <= now and now - due or -1
end

for i, key in ipairs(KEYS) do
  local q = prefix(key)
  expire(q, 1000)
  join()
  local meta = redis.call('HMGET', key, 'nr', 'nc', 'paused')
  answers[i] = {
    tasks.count_ready(q) + redis.call('ZCARD', q .. 'due') + redis.call('ZCARD', q .. 'blocked'), tonumber(meta[1] or 0),
    redis.call('ZCARD', q .. 'lease'), redis.call('ZCARD', q .. 'done'), tonumber(meta[2] or 0),
    redis.call('ZCARD', q .. 'dead'), meta[3] and 1 or 0, oldest(q)
  }
end
return answers
