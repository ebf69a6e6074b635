-- The layout of a namespace's keys; where none is said, that of this release is from now on.
-- KEYS: layout. ARGV: that of this release.
local found = redis.call('GET', KEYS[1])
if not found then
  redis.call('SET', KEYS[1], ARGV[1])
  return ARGV[1]
end
return found
