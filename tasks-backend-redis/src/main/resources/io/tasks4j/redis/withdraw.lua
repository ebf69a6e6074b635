-- Removes tasks of which each waits and none was ever claimed, or none of them: 1 if they are
-- gone. Sent: whether again, how many; for each its queue and id. Keys: all of each task.
local again, count = args.text() == '1', args.number()

-- For a worker, or for other tasks.
local function waits(task)
  return task.state == STATE.WAITING or task.state == STATE.BLOCKED
end

-- All are looked at before any is removed.
local found = {}
for i = 1, count do
  local queue, id = args.queue(), args.text()
  local task = tasks.load(queue, id)
  -- A token is kept for as long as the task: one that was put back has it.
  if task and (task.damaged or task.token or not waits(task)) then
    return 0
  elseif task then
    found[#found + 1] = { queue = queue, id = id }
  elseif not again then
    -- When this is sent again, the time before may have removed it.
    return 0
  end
end
for _, one in ipairs(found) do
  -- Anew, as the end of one before it may have changed it.
  local task = tasks.load(one.queue, one.id)
  if task then
    if waits(task) then
      -- For those that wait for it, as when it is purged.
      tasks.note_end(task, STATE.CANCELLED, tasks.error_of(task))
    end
    tasks.remove(task)
    tell_dependants()
  end
end
return 1
