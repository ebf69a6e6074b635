-- Settlements alone. Sent: what settle.lua reads. Gives what it answers.
local applied = settle()
store_running()
return applied
