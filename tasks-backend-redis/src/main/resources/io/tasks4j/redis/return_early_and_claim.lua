local states = start_early()
local claimed = claim()
store_running()
return { states, claimed }
