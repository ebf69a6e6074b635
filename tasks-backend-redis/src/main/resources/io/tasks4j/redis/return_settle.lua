local applied = settle()
store_running()
return applied
