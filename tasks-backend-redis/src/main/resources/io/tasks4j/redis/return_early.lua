local states = early(9)
enter_all_arrived()
return states
