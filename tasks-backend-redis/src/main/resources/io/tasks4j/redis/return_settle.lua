local answers = settle(9)
return answers
