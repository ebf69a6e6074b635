local states = early(9)
return states
