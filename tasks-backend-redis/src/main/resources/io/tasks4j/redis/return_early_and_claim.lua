local states, at = early(9)
local reply = claim(at)
count_running()
return { states, reply }
