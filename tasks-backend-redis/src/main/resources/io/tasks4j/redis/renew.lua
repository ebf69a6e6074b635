-- Extends leases. ARGV: 9 lease, 10 count; then for each 6: queue index, id, token, and of the progress
-- done or '', total, note. Gives H (held), C (to be cancelled) or L (lost) for each.
local answers = {}
local i = 11
for n = 1, tonumber(ARGV[10]) do
  local q, id = prefix(KEYS[tonumber(ARGV[i])]), ARGV[i + 1]
  local T = tasks.load(q, id)
  if not T or T.damaged or T.st ~= 'R' or T.tok ~= ARGV[i + 2] then
    answers[n] = 'L'
  else
    redis.call('ZADD', q .. 'lease', int(now + tonumber(ARGV[9])), T.member)
    if ARGV[i + 3] ~= '' then
      redis.call('HSET', q .. 's:' .. id, 'pd', ARGV[i + 3], 'pt', ARGV[i + 4], 'pn', ARGV[i + 5])
    end
    answers[n] = (T.x or (not T.put_back and joins.given_up(q, tasks.links_of(T)))) and 'C' or 'H'
  end
  i = i + 6
end
return answers
