-- Early starts and a claim in one call, so that what is started early is claimed without becoming
-- ready first. Sent: what early.lua reads, then what claim.lua reads. Gives both answers.
local states = start_early()
local claimed = claim()
store_running()
return { states, claimed }
