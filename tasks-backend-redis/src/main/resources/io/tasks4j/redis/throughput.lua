-- How many tasks of some queues ended in each of the latest spans of time. ARGV: 9 milliseconds of a span; 10 how many.
-- Gives when the first began, then what finished and what died in each.
local width, spans = tonumber(ARGV[9]), tonumber(ARGV[10])
local first = (math.floor(now / width) - spans + 1) * width
local finished, dead = {}, {}

for i = 1, spans do
  finished[i], dead[i] = 0, 0
end
for _, key in ipairs(KEYS) do
  local q = prefix(key)
  expire(q, 1000)
  for set, counts in pairs({ done = finished, dead = dead }) do
    if redis.call('EXISTS', q .. set) == 1 then
      for i = 1, spans do
        local from = first + (i - 1) * width
        local to = i == spans and '+inf' or '(' .. int(from + width)
        counts[i] = counts[i] + redis.call('ZCOUNT', q .. set, int(from), to)
      end
    end
  end
end
join()
return { first, finished, dead }
