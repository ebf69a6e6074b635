local answers, at = settle(9)
-- Whatever befalls the claim, the settlements are in effect, and whoever sent them has to know.
local claimed, reply = pcall(claim, at)
if not claimed then
  pcall(join)
end
count_running()
return { answers, claimed and reply or false }
