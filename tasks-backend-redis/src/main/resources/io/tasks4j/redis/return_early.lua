local states = start_early()
make_all_early_ready()
return states
