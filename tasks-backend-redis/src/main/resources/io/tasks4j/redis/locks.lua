-- Locks. KEYS: the lock; the last token. A lock is a string that expires: its token, when it lapses,
-- and the name of the call that took it. It is judged by the clock of the scripts, which tests turn;
-- that the key expires only frees its memory. Sent: a LOCK request, milliseconds, then the name of
-- this call and whether it is sent again, or the token. Gives a token, or 1 for done and 0 for not.
local LOCK_KEY, LAST_TOKEN = KEYS[1], KEYS[2]
local request, ttl = args.text(), args.number()
local held = redis.call('GET', LOCK_KEY)
local held_token, held_until, held_by = string.match(held or '', '^(%d+) (%d+) (%S+)$')
if held_token and tonumber(held_until) <= now then
  held_token, held_by = nil, nil
end

-- Holds the lock from now.
local function hold(token, call)
  redis.call('SET', LOCK_KEY, token .. ' ' .. int(now + ttl) .. ' ' .. call, 'PX', int(ttl))
end

if request == LOCK.ACQUIRE then
  local call, again = args.text(), args.text() == '1'
  if held_token then
    -- Sent again because the first answer was lost: it was this call that took it.
    return again and held_by == call and held_token or false
  end
  -- Not a count alone: after a loss of data it would begin anew, and tokens have to grow.
  local last = stored_number(redis.call('GET', LAST_TOKEN), 0)
  local token = int(math.max(last + 1, micros))
  redis.call('SET', LAST_TOKEN, token)
  hold(token, call)
  return token
end
if held_token ~= args.text() then
  return 0
end
if request == LOCK.RENEW then
  hold(held_token, held_by)
else
  redis.call('DEL', LOCK_KEY)
end
return 1
