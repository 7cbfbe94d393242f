-- For wrk: sends the requests of a file, each again only when it was answered, and prints what came of them. A line has
-- the body of the answer, a tab, and the request, its line ends escaped.

local requests, free = {}, {}

function init(arguments)
  for line in io.lines(arguments[1]) do
    local answer, escaped = line:match("^(.-)\t(.*)$")
    requests[answer] = escaped:gsub("\\r", "\r"):gsub("\\n", "\n")
    free[#free + 1] = answer
  end
  -- wrk looks at one before it begins, which is not sent.
  free[#free + 1] = free[1]
end

function request()
  return requests[table.remove(free, 1)]
end

function response(_, _, body)
  if not requests[body] then
    error("a wrong answer: " .. body)
  end
  free[#free + 1] = body
end

function done(summary, latency)
  local errors, percentiles = summary.errors, {}
  for percent = 1, 99 do
    percentiles[percent] = string.format("%d", latency:percentile(percent))
  end
  io.write(string.format(
    'RESULT {"requests": %d, "duration_us": %d, "failed": %d, "percentiles_us": [%s]}\n',
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status,
    table.concat(percentiles, ", ")))
end
