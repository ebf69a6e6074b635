local answers = settle(9)
count_running()
return answers
