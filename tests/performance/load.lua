-- For wrk: sends the requests of a file in turn, one a line with its line ends escaped, and prints what came of them.

local requests, position = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    requests[#requests + 1] = line:gsub("\\r", "\r"):gsub("\\n", "\n")
  end
end

function request()
  position = position % #requests + 1
  return requests[position]
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
