return claim(9)
