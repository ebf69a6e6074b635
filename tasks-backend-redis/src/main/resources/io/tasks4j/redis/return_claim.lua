local reply = claim(9)
count_running()
return reply
