-- Prints what wrk has found as one line of JSON, with the latencies in milliseconds.

function done(summary, latency)
   local at = function(percentile) return latency:percentile(percentile) / 1000 end
   local errors = summary.errors
   local counted = {}
   for status, count in pairs(found_statuses and found_statuses() or {}) do
      counted[#counted + 1] = string.format('"%s":%d', status, count)
   end
   local seconds = summary.duration / 1e6
   print(string.format(
      '{"rate":%.2f,"requests":%d,"seconds":%.3f,"bytes":%d,"latency":{"p50":%.3f,"p90":%.3f,"p99":%.3f,"p999":%.3f,"max":%.3f},'
         .. '"refused":%d,"failed":%d%s}',
      summary.requests / seconds, summary.requests, seconds, summary.bytes,
      at(50), at(90), at(99), at(99.9), latency.max / 1000,
      errors.status, errors.connect + errors.read + errors.write + errors.timeout,
      #counted > 0 and ',"statuses":{' .. table.concat(counted, ',') .. '}' or ''))
end
