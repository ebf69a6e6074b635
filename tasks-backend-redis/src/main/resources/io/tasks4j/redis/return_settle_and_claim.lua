-- Settlements and a claim in one call, one round trip for each batch of a busy worker. Sent: what
-- settle.lua reads, then what claim.lua reads. Gives both answers; of a claim that failed false.
local applied = settle()
-- Whatever befalls the claim, the settlements are in effect, and whoever sent them has to know.
local done, claimed = pcall(claim)
if not done then
  pcall(tell_dependants)
end
store_running()
return { applied, done and claimed or false }
