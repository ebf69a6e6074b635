local claimed = claim()
store_running()
return claimed
