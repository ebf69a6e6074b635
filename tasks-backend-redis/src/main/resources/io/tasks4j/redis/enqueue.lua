-- Stores messages: all or none, as a script is. Sent: whether again, how many; for each its
-- queue and the message. Gives for each '', or the id of the task that is in its place; then 1 if a
-- queue is new, or 0.
local again, count = args.text() == '1', args.number()
-- So many records fit into one command beside what else is on the stack.
local AT_ONCE = 400
local answers = {}

-- The way of messages that hold a key, wait for others, expire, or may be known already.
local function add_one_by_one(messages)
  for _, message in ipairs(messages) do
    local answer = adding.add(message, again)
    answers[#answers + 1] = answer == true and '' or answer
  end
end

-- Stores messages that are as most are by one command; false, and nothing is stored, when any is
-- not or has an id that is known. Sequences are counted here, since adding.accept, which notes the
-- last, comes after the command. Keys: t:<id> of each, log.
local function add_together(messages)
  local records, numbers, sequences_of, taken, last = {}, {}, {}, {}, {}
  for i, message in ipairs(messages) do
    local queue = message.queue
    local record = queue .. 't:' .. message.id
    if not message.head.plain or taken[record] then
      return false
    end
    local n = last[queue] and last[queue] + 1 or adding.next_sequence(queue)
    last[queue], taken[record] = n, true
    numbers[i], sequences_of[i] = n, encode(n)
    records[#records + 1] = record
    records[#records + 1] = sequences_of[i] .. message.head.line .. message.body
  end
  -- Fails as a whole where an id is known.
  if redis.call('MSETNX', unpack(records)) == 0 then
    return false
  end
  for i, message in ipairs(messages) do
    local queue, head = message.queue, message.head
    adding.accept(queue, numbers[i], message.id)
    adding.note_member(head.sets, queue, head.score, sequences_of[i] .. message.id)
    answers[#answers + 1] = ''
  end
  return true
end

while count > 0 do
  local messages = {}
  for i = 1, math.min(count, AT_ONCE) do
    messages[i] = adding.read_message(args.queue())
  end
  count = count - #messages
  if #messages == 1 or not add_together(messages) then
    add_one_by_one(messages)
  end
end
adding.added()
tell_dependants()
answers[#answers + 1] = has_new_queue and 1 or 0
return answers
