-- A claim alone. Sent: what claim.lua reads. Gives what it answers.
local claimed = claim()
store_running()
return claimed
