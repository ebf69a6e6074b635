-- Stores messages, all or none. ARGV: 9 again, 10 count; then for each 1 + 11: queue index, message.
local again = ARGV[9] == '1'
local answers = {}
local i = 11
for n = 1, tonumber(ARGV[10]) do
  local answer = add(prefix(KEYS[tonumber(ARGV[i])]), i + 1, again)
  answers[n] = answer == true and '' or answer
  i = i + 1 + WIDTH
end
added()
join()
return answers
