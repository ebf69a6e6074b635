-- What is sent in one breath, in one call: settlements, early starts, a claim; one round trip for each
-- batch of a busy worker, and what is started early is claimed without becoming ready first. Sent: name
-- of this call, whether it is sent again; how many tasks to start early, and if any their queue and
-- ids; how many settlements, then what settle.lua reads; then nothing, or what claim.lua reads.
-- Gives the answers of all three; false of a claim that failed, or that was not asked for.
local call, again = args.text(), args.text() == '1'
local starts, start_queue, ids = args.number(), nil, {}
if starts > 0 then
  start_queue = args.queue()
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

local applied = settlements > 0 and settle(call, again, settlements) or {}
local states = starts > 0 and start_early(start_queue, ids) or {}
local claimed = false
if args.any_left() then
  if settlements == 0 then
    claimed = claim(call, again)
  else
    -- Whatever befalls the claim, the settlements are in effect, and whoever sent them has to know.
    local done, answer = pcall(claim, call, again)
    claimed = done and answer
    if not done then
      pcall(tell_dependants)
    end
  end
end
make_all_early_ready()
store_running()
return { applied, states, claimed }
