-- A claim alone. Sent: name of this call, whether it is sent again, then what claim.lua reads. Gives
-- what it answers.
local claimed = include 'claim' (args.text(), args.text() == '1')
store_running()
return claimed
