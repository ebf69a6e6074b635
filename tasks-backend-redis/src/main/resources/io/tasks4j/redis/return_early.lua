-- Early starts alone. Sent: what early.lua reads. Gives their states.
local states = start_early()
make_all_early_ready()
return states
