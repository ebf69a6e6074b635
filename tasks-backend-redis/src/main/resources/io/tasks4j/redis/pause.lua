-- Stops or starts handing out tasks of a queue. ARGV: 9 whether to stop.
if ARGV[9] == '1' then
  redis.call('HSET', KEYS[1], 'paused', 1)
else
  redis.call('HDEL', KEYS[1], 'paused')
  wake(prefix(KEYS[1]))
end
return 1
