-- How many tasks of some queues ended in each of the latest spans of time. Sent: milliseconds
-- of a span, how many spans. Gives when the first began, then what finished and what died in
-- each.
local width, spans = args.number(), args.number()
local first = (math.floor(now / width) - spans + 1) * width
local finished, dead = {}, {}

-- Adds what ended in each span, as the scores of a set have it. The last span is still going
-- on.
local function count(key, counts)
  for i = 1, spans do
    local from = first + (i - 1) * width
    local to = i == spans and '+inf' or '(' .. int(from + width)
    counts[i] = counts[i] + redis.call('ZCOUNT', key, int(from), to)
  end
end

for i = 1, spans do
  finished[i], dead[i] = 0, 0
end
for _, meta in ipairs(KEYS) do
  local queue = queue_of(meta)
  expire(queue, 1000)
  for set, counts in pairs({ done = finished, dead = dead }) do
    if redis.call('EXISTS', queue .. set) == 1 then
      count(queue .. set, counts)
    end
  end
end
tell_dependants()
return { first, finished, dead }
