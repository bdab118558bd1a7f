-- Each request asks for something else: {id}, {day} and {slug} of the address are drawn anew.
local form = ""
local slug = ""
local lowest, highest = 0, 0

function init(args)
   form, slug = args[1], args[2]
   lowest, highest = tonumber(args[3]), tonumber(args[4])
   math.randomseed(7)
end

-- The slug with some of its letters written as %XX: the same question, under a name nobody asked before.
local function spell()
   return (slug:gsub("%a", function(letter)
      return math.random() < 0.5 and string.format("%%%02X", letter:byte()) or letter
   end))
end

function request()
   local day = os.date("!%Y-%m-%d", 1740787200 + 86400 * math.random(0, 600))
   local values = { id = tostring(math.random(lowest, highest)), day = day, slug = spell() }
   return wrk.format("GET", (form:gsub("{(%a+)}", values)))
end
