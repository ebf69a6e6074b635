-- Included as a function: ends claims. Given the name of this call, whether it is sent again, and
-- how many it ends. Sent for each: a word, id and token; of the last progress, when there is any,
-- done, total and note; after VALUE media type and result; after RETRY, FAILURE, RELEASE and
-- UNKNOWN time and error. The word is the OUTCOME and the place of the queue; then % when there is
-- progress, and + when there are follow-ups: how many, and for each its queue and message; or, when
-- its queue is in another slot, that queue's meta key and its message, which go to the outbox.
-- Gives for each 1 if it took effect, else 0.
local call, again, settlements = ...
-- Successes leave and enter the sets together: by queue members, and for done scores and
-- members.
local succeeded, ended = {}, {}

-- Keys: lease, done.
local function enter_succeeded()
  for queue, members in pairs(succeeded) do
    in_portions('ZREM', queue .. 'lease', members)
    in_portions('ZADD', queue .. 'done', ended[queue])
  end
end

-- What settlements other than plain successes need.
local endings = lazily(function(endings)
  -- A name that no worker knows: put back for as long as it has been unknown, within bounds,
  -- until it is given up.
  local SHORTEST, LONGEST = 1000, 60000

  -- Keys: e:<id> and dead, or us of s:<id> and due.
  local function end_unknown(task, give_up_after)
    local since = math.min(task.unknown_since or now, now)
    local unknown_for = now - since
    if unknown_for >= give_up_after then
      redis.call('SET', task.queue .. 'e:' .. task.id,
        'UNKNOWN ' .. int(unknown_for) .. ' ' .. (1 + task.failures + task.losses) .. ' ' .. now_text)
      tasks.finish(task, STATE.FAILED)
    else
      tasks.leave(task)
      tasks.put_back(task, now + math.min(math.max(unknown_for, SHORTEST), LONGEST), { 'us', int(since) })
    end
  end

  -- A failure to be tried again after a time, or for good. Keys: e:<id>, lease, names; then
  -- due, ready or dead.
  local function end_failed(task, outcome, delay, problem)
    redis.call('SET', task.queue .. 'e:' .. task.id, problem)
    tasks.leave(task)
    task.failures = task.failures + 1
    if outcome == OUTCOME.RETRY then
      tasks.put_back(task, now + delay)
    else
      tasks.finish(task, STATE.FAILED)
    end
  end

  -- Ends a claim that is still held; gives whether what was to follow follows: not when a
  -- cancellation came between. A request to cancel goes before all but a success: what the
  -- worker says is kept as the error, and nothing follows.
  function endings.apply(task, outcome, time, problem)
    if outcome ~= OUTCOME.UNKNOWN and task.unknown_since then
      redis.call('HDEL', task.queue .. 's:' .. task.id, 'us')
    end
    if task.cancel_requested then
      if problem ~= '' then
        redis.call('SET', task.queue .. 'e:' .. task.id, problem)
      end
      tasks.finish(task, STATE.CANCELLED)
      return false
    end
    if outcome == OUTCOME.RETRY or outcome == OUTCOME.FAILURE then
      end_failed(task, outcome, time, problem)
    elseif outcome == OUTCOME.CANCELLED then
      tasks.finish(task, STATE.CANCELLED)
    elseif outcome == OUTCOME.RELEASE then
      tasks.leave(task)
      -- Without a delay it keeps its place, which by ageing depends on when it was due.
      tasks.put_back(task, time == 0 and math.min(task.due, now) or now + time)
    else
      end_unknown(task, time)
    end
    return true
  end

  -- The head of a message whose times are not to be counted from when it arrives.
  local function counted_from_now(head)
    local priority, due, expiry, rest = string.match(head, '^(%d) (%S+) (%S+)(.*)$')
    due, expiry = adding.time(due), adding.time(expiry)
    return priority .. ' ' .. (due and '@' .. int(due) or '-') .. ' ' .. (expiry and '@' .. int(expiry) or '-') .. rest
  end

  -- Puts a message for a queue in another slot on its way, under its id.
  local function send_follow_up(queue, meta)
    local id, head, body = args.three()
    redis.call('HSET', queue .. 'outbox', id,
      cmsgpack.pack({ meta, RELAYED.FOLLOW_UP, id, '', id, counted_from_now(head), body }))
  end

  -- Reads the follow-ups of a settlement in a queue, and adds them if they are to follow. Keys: those
  -- of adding.add, or outbox.
  function endings.follow_up(queue, follows)
    for _ = 1, args.number() do
      local target = args.text()
      local index = tonumber(target)
      if not follows then
        args.three()
      elseif index then
        adding.add(adding.read_message(queue_of(KEYS[index])), false)
      else
        send_follow_up(queue, target)
      end
    end
  end
end)

-- Of a running task its sequence, name and unique key, and what comes after them, as far as
-- field k of its state has them or else its head; nothing when neither can be read.
local function read_known(queue, id, known)
  local sequence, name, unique = string.match(known or '', '^(........)(%S+) (%S+)$')
  if sequence then
    return sequence, name, unique
  end
  local text = redis.pcall('GETRANGE', queue .. 't:' .. id, 0, 299)
  if type(text) ~= 'string' then
    return nil
  end
  local rest, links_begin, _
  sequence, _, _, _, _, name, unique, rest, links_begin = parse_head(text)
  if not unique or #sequence ~= 8 then
    return nil
  end
  return sequence, name, unique, rest, links_begin, text
end

-- The way most tasks go, with no more looked at than it needs. False when the claim is not held
-- any more. Keys: s:<id> and r:<id>; the sets come with enter_succeeded, names with
-- store_running; u:<key> if it holds one.
local function succeed(queue, id, token, result)
  local state = queue .. 's:' .. id
  local stored = redis.pcall('HMGET', state, 'st', 'tok', 'aw', 'k')
  if stored.err or stored[1] ~= STATE.RUNNING or stored[2] ~= token then
    return false
  end
  -- A record that cannot be read is for the slow way, which buries nothing that is running.
  local sequence, name, unique, rest, links_begin, text = read_known(queue, id, stored[4])
  if not sequence then
    return false
  end
  redis.call('HSET', state, 'st', STATE.SUCCEEDED, 'en', now_text, 'n', call)
  if result ~= '' then
    redis.call('SET', queue .. 'r:' .. id, result)
  end
  local members, ends = succeeded[queue], ended[queue]
  if not members then
    members, ends = {}, {}
    succeeded[queue], ended[queue] = members, ends
  end
  local member = sequence .. id
  members[#members + 1] = member
  ends[#ends + 1] = now_text
  ends[#ends + 1] = member
  note_running(queue, name, -1)
  if unique ~= '-' then
    -- All that free_key needs of a task.
    tasks.free_key({ queue = queue, id = id, scope = string.sub(unique, 1, 1), key = string.sub(unique, 2) })
  end
  if stored[3] then
    redis.call('HDEL', state, 'aw')
    tasks.notify_awaiting(queue, id)
  end
  local links_length = rest and tasks.length_of(tasks.links_and_join(rest))
  if links_length then
    -- All that links_of needs of one.
    tasks.note_end(
      { queue = queue, id = id, name = name, text = text, links_length = links_length, links_begin = links_begin },
      STATE.SUCCEEDED, result)
  end
  return true
end

local words = {}

-- The outcome, the queue and whether progress and follow-ups follow. Most settlements of a call
-- have the same.
local function read_word(text)
  local word = words[text]
  if not word then
    local outcome, index, progress, more = string.match(text, '^(%a)(%d+)(%%?)(%+?)$')
    word = {
      outcome = outcome, queue = queue_of(KEYS[tonumber(index)]), progress = progress ~= '', follow_ups = more ~= ''
    }
    words[text] = word
  end
  return word
end

-- Keeps the last progress of a claim that is held, or was until it ended as a success just now. A
-- claim without leaves what a renewal told.
local function store_progress(queue, id, progress)
  if progress then
    redis.call('HSET', queue .. 's:' .. id, 'pd', progress[1], 'pt', progress[2], 'pn', progress[3])
  end
end

-- Settles one claim; gives whether that took effect, and whether follow-ups follow, which those
-- of a call that took effect before and is sent again do not. The state keeps the name of the
-- call in n.
local function settle_one(queue, outcome, id, token, progress)
  local time, problem = 0, ''
  local success = outcome == OUTCOME.SUCCESS or outcome == OUTCOME.VALUE
  if success then
    local result = outcome == OUTCOME.VALUE and args.text() .. '\n' .. args.text() or ''
    if succeed(queue, id, token, result) then
      store_progress(queue, id, progress)
      return true, true
    end
  elseif outcome ~= OUTCOME.CANCELLED then
    time, problem = args.number(), args.text()
  end
  local task = tasks.load(queue, id)
  if not success and task and not task.damaged and task.state == STATE.RUNNING and task.token == token then
    redis.call('HSET', queue .. 's:' .. id, 'n', call)
    store_progress(queue, id, progress)
    return true, endings.apply(task, outcome, time, problem)
  end
  -- Sent again, the first answer was lost: it took effect then if the state names this call, or
  -- did before it was removed.
  if again and not task then
    return tasks.was_settled_by(queue, id, call), false
  end
  return again and redis.call('HGET', queue .. 's:' .. id, 'n') == call, false
end

-- Retains the history of a queue in which something ended, and wakes claims that wait: a slot
-- of a limit may be free. Keys: done and dead; z and pk of meta.
local function tidy(queue)
  retain(queue, 50, has_failed[queue])
  local waits = redis.call('HMGET', queue .. 'meta', 'z', 'pk')
  if waits[1] and (waits[2] or redis.call('ZCARD', queue .. 'ready') > 0) then
    wake(queue)
  end
end

-- All settlements of a call, in their order. Follow-ups enter their sets together at the end, then
-- those that waited for what ended are told, then the history of each queue is retained.
local answers, touched = {}, {}
for n = 1, settlements do
  local text, id, token = args.three()
  local word = read_word(text)
  local applied, follows = settle_one(word.queue, word.outcome, id, token, word.progress and { args.three() })
  if applied then
    touched[word.queue] = true
  end
  answers[n] = applied and 1 or 0
  if word.follow_ups then
    endings.follow_up(word.queue, follows)
  end
end
-- Before anything else looks at the sets: what has succeeded is still in lease.
enter_succeeded()
if next(sequences) then
  adding.added()
end
tell_dependants()
for queue in pairs(touched) do
  tidy(queue)
end
return answers
