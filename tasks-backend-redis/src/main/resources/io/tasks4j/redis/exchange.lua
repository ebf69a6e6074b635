-- What is sent in one breath, in one call: settlements, early starts, a claim; one round trip for
-- each batch of a busy worker, and what is started early is claimed without becoming ready first.
-- Sent: name of this call, whether it is sent again; how many tasks to start early, and if any
-- their queue and ids; how many settlements, then what settle.lua reads; then nothing, or what
-- claim.lua reads.
-- Gives the answers of all three: false of what was not asked for, and of a claim that failed; then
-- 1 if a queue that follow-ups went to is new, or 0.
local call, again = args.text(), args.text() == '1'
local starts, start_queue, ids = args.number(), nil, nil
if starts > 0 then
  start_queue, ids = args.queue(), {}
  for i = 1, starts do
    ids[i] = args.text()
  end
end
local settlements = args.number()
if starts > 0 and settlements > 0 then
  -- What would keep tasks from being started early throws here, where nothing is settled yet.
  redis.call('ZCARD', start_queue .. 'due')
  redis.call('ZCARD', start_queue .. 'ready')
end

local applied = settlements > 0 and include 'settle' (call, again, settlements) or false
local states = starts > 0 and include 'start_early' (start_queue, ids) or false
local claimed = false
if args.any_left() then
  local claim, done = include 'claim', true
  if settlements > 0 then
    -- Whatever befalls the claim, the settlements are in effect, and whoever sent them has to know.
    done, claimed = pcall(claim, call, again)
  else
    claimed = claim(call, again)
  end
  if not done then
    claimed = false
    pcall(tell_dependants)
  end
end
make_all_early_ready()
store_running()
return { applied, states, claimed, has_new_queue and 1 or 0 }
