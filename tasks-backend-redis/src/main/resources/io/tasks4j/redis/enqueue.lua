-- Stores messages: all or none, as a script is. Sent: whether again, how many; for each its queue and the message. Gives
-- for each '', or the id of the task that is in its place.
local again, count = args.flag(), args.number()
-- So many records fit into one command beside what else is on the stack.
local AT_ONCE = 400
local answers = {}

local function add_one_by_one(messages)
  for _, message in ipairs(messages) do
    local answer = adding.add(message.queue, message, again)
    answers[#answers + 1] = answer == true and '' or answer
  end
end

-- Stores messages that are as most are by one command; false, and nothing is stored, when any is not or has an id that
-- is known. Sequences are counted here, since adding.accept, which notes the last, comes after the command.
local function add_together(messages)
  local records, taken, last = {}, {}, {}
  for _, message in ipairs(messages) do
    local queue, head = message.queue, adding.read_new_head(message.head)
    local record = queue .. 't:' .. message.id
    if not head.plain or taken[record] then
      return false
    end
    local n = last[queue] and last[queue] + 1 or adding.next_sequence(queue)
    local sequence = encode(n)
    last[queue], taken[record] = n, true
    message.n, message.sequence, message.read_head = n, sequence, head
    records[#records + 1] = record
    records[#records + 1] = sequence .. head.line .. message.body
  end
  if redis.call('MSETNX', unpack(records)) == 0 then
    return false
  end
  for _, message in ipairs(messages) do
    local head = message.read_head
    adding.accept(message.queue, message.n, message.id)
    adding.note_member(head.sets, message.queue, head.score, message.sequence .. message.id)
    answers[#answers + 1] = ''
  end
  return true
end

while count > 0 do
  local messages = {}
  for i = 1, math.min(count, AT_ONCE) do
    local queue = args.queue()
    messages[i] = adding.read_message()
    messages[i].queue = queue
  end
  count = count - #messages
  if #messages == 1 or not add_together(messages) then
    add_one_by_one(messages)
  end
end
adding.added()
tell_dependants()
return answers
