-- Forgets a result. KEYS: result, index of all results. ARGV: id.
redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('DEL', KEYS[1])
