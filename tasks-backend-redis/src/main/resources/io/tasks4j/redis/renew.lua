-- Extends leases. Sent: lease, how many; then for each its queue, id, token, and of the
-- progress done or '', total, note. Gives a RENEWED for each. A task is to be cancelled, too,
-- when the only whole that needed it was.
local answers = {}
local lease_end = int(now + args.number())

-- Keys: pd, pt and pn of s:<id>. A renewal without progress leaves what is known.
local function store_progress(state, done, total, note)
  if done ~= '' then
    redis.call('HSET', state, 'pd', done, 'pt', total, 'pn', note)
  end
end

for n = 1, args.number() do
  local queue, id, token = args.queue(), args.text(), args.text()
  local done, total, note = args.three()
  local task = tasks.load(queue, id)
  if not task or task.damaged or task.state ~= STATE.RUNNING or task.token ~= token then
    answers[n] = RENEWED.LOST
  else
    redis.call('ZADD', queue .. 'lease', lease_end, task.member)
    store_progress(queue .. 's:' .. id, done, total, note)
    local unneeded = not task.never_expires and joins.cancelled_whole(queue, tasks.links_of(task))
    answers[n] = (task.cancel_requested or unneeded) and RENEWED.CANCEL_REQUESTED or RENEWED.HELD
  end
end
return answers
