-- Stops or starts handing out tasks of a queue. Sent: whether to stop.
if args.text() == '1' then
  redis.call('HSET', KEYS[1], 'paused', 1)
else
  redis.call('HDEL', KEYS[1], 'paused')
  wake(queue_of(KEYS[1]))
end
return 1
