-- Sends requests of several kinds, as the recipe (a Lua table in a file) says. What never changes is put together once.

require('report')

local threads = {}

function setup(thread)
   threads[#threads + 1] = thread
end

-- Of the threads, for report.lua's `done`.
function found_statuses()
   local found = {}
   for _, thread in ipairs(threads) do
      for status, count in string.gmatch(thread:get('counted') or '', '(%d+)=(%d+)') do
         found[status] = (found[status] or 0) + tonumber(count)
      end
   end
   return found
end

local recipe, makers, upto, number

-- A function that gives the text with its placeholders filled.
local function filler(text)
   local parts = {}
   local rest = 1
   for first, name, last in string.gmatch(text, '(){([a-z]+)}()') do
      parts[#parts + 1] = string.sub(text, rest, first - 1)
      parts[#parts + 1] = name == 'number' and function() return number end or function()
         local list = recipe.lists[name]
         return list[math.random(#list)]
      end
      rest = last
   end
   if #parts == 0 then return function() return text end end
   parts[#parts + 1] = string.sub(text, rest)
   return function()
      local filled = {}
      for i = 1, #parts do
         local part = parts[i]
         filled[i] = type(part) == 'string' and part or part()
      end
      return table.concat(filled)
   end
end

local function has_placeholder(kind)
   local texts = { kind.path, kind.body or '' }
   for _, value in pairs(kind.headers or {}) do texts[#texts + 1] = value end
   return string.find(table.concat(texts), '{[a-z]+}') ~= nil
end

local function maker(kind)
   local method = kind.method or 'GET'
   if not has_placeholder(kind) then
      local request = wrk.format(method, kind.path, kind.headers, kind.body)
      return function() return request end
   end
   local fill_path, fill_body = filler(kind.path), kind.body and filler(kind.body)
   local fillers = {}
   for name, value in pairs(kind.headers or {}) do fillers[name] = filler(value) end
   return function()
      local headers = {}
      for name, fill in pairs(fillers) do headers[name] = fill() end
      return wrk.format(method, fill_path(), headers, fill_body and fill_body())
   end
end

local function lines_of(file)
   local lines = {}
   for line in io.lines(file) do lines[#lines + 1] = line end
   return lines
end

function init(args)
   recipe = dofile(args[1])
   for name, file in pairs(recipe.lists) do recipe.lists[name] = lines_of(file) end
   math.randomseed(recipe.run)
   number, makers, upto = 0, {}, {}
   local total = 0
   for i, kind in ipairs(recipe.kinds) do
      makers[i] = maker(kind)
      total = total + (kind.share or 1)
      upto[i] = total
   end
   counted = ''
   if not recipe.countStatuses then response = nil end
end

local sent = 0

function request()
   sent = sent + 1
   number = recipe.run .. '-' .. sent
   local drawn = math.random() * upto[#upto]
   for i = 1, #makers do
      if drawn < upto[i] then return makers[i]() end
   end
   return makers[#makers]()
end

local tally = {}

function response(status)
   tally[status] = (tally[status] or 0) + 1
   local texts = {}
   for code, count in pairs(tally) do texts[#texts + 1] = code .. '=' .. count end
   counted = table.concat(texts, ' ')
end
