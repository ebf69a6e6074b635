-- Counts of each queue: waiting, retrying, running, done, cancelled, dead, paused.
local answers = {}
for i, key in ipairs(KEYS) do
  local q = prefix(key)
  expire(q, 1000)
  join()
  local meta = redis.call('HMGET', key, 'nr', 'nc', 'paused')
  answers[i] = {
    redis.call('ZCARD', q .. 'ready') + redis.call('ZCARD', q .. 'due') + redis.call('ZCARD', q .. 'blocked'), tonumber(meta[1] or 0),
    redis.call('ZCARD', q .. 'lease'), redis.call('ZCARD', q .. 'done'), tonumber(meta[2] or 0),
    redis.call('ZCARD', q .. 'dead'), meta[3] and 1 or 0
  }
end
return answers
