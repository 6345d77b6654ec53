/**
 * Decides a batch in one step, with the server's clock.
 *
 * KEYS: a key for each policy of each request. ARGV: `take`, `peek` or `block`; the number of policies; for each of them
 * algorithm, limit, window in µs, burst, precision, 1 in shadow mode, the number of its blocks and those in µs; then the
 * cost of each request, or the µs to block for.
 *
 * A key holds integers only, and µs since 1970 are exact in a double until 2255. `token-bucket`: the time when it is full
 * again, with `:` and the rest in 1 / limit µs where there is one. `fixed-window`: its end, `:`, the count.
 * `sliding-window`: number, `:` and count of each sub-window. Behind `|`: the end of a block, `:`, the strikes.
 *
 * One token bucket whose tokens take whole microseconds is decided in a loop of its own: that is most limiters, and the
 * way of all others costs the server three times as much.
 *
 * A time that lies further ahead than it can was written by a server whose clock was ahead: it is cut.
 */
export const script = `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local max, min, floor, ceil, format = math.max, math.min, math.floor, math.ceil, string.format
local kinds = {
['token-bucket'] = {
load = function(p, s, v)
local at, rest = tonumber(v)
if not at then at, rest = v:match('^(%d+):(%d+)') end
s.used = at and max(0, min((at - now) * p.limit + (rest or 0), p.burst * p.window)) or 0
end,
left = function(p, s) return floor((p.burst * p.window - s.used) / p.window) end,
wait = function(p, s, n) return ceil((s.used - (p.burst - n) * p.window) / p.limit) end,
take = function(p, s, n) s.used = max(0, s.used + n * p.window) end,
save = function(p, s)
local whole = floor(s.used / p.limit)
local rest = s.used - whole * p.limit
return format(rest > 0 and '%.0f:%.0f' or '%.0f', now + whole, rest), whole + 1
end },
['fixed-window'] = {
load = function(p, s, v)
local ends, count = v:match('^(%d+):(%d+)')
s.ends, s.count = min(tonumber(ends) or 0, now + p.window), tonumber(count) or 0
if s.ends <= now then s.ends, s.count = now + p.window, 0 end
end,
left = function(p, s) return p.limit - s.count end,
wait = function(p, s, n) return n > p.limit - s.count and s.ends - now or 0 end,
take = function(p, s, n) s.count = max(0, s.count + n) end,
save = function(p, s) return format('%.0f:%.0f', s.ends, s.count), s.ends - now end },
['sliding-window'] = {
load = function(p, s, v)
s.each = ceil(p.window / p.precision)
s.newest = floor(now / s.each)
s.counts, s.sum = {}, 0
for at, count in v:gmatch('(%d+):(%d+)') do
at = min(tonumber(at), s.newest)
if at >= s.newest - p.precision then
s.counts[at] = (s.counts[at] or 0) + count
s.sum = s.sum + count
end
end
end,
left = function(p, s) return p.limit - s.sum end,
wait = function(p, s, n)
local short, at = n - p.limit + s.sum, s.newest - p.precision
if short <= 0 then return 0 end
while short > 0 do short, at = short - (s.counts[at] or 0), at + 1 end
return (at + p.precision) * s.each - now
end,
take = function(p, s, n)
local at, rest = s.newest, max(n, -s.sum)
s.sum = s.sum + rest
while rest ~= 0 do
local count = s.counts[at] or 0
s.counts[at], at, rest = max(0, count + rest), at - 1, min(0, count + rest)
end
end,
save = function(p, s)
local text = {}
for at = s.newest - p.precision, s.newest do
if (s.counts[at] or 0) > 0 then text[#text + 1] = format('%.0f:%.0f', at, s.counts[at]) end
end
return table.concat(text, ' '), (p.precision + 1) * s.each
end } }
local next = 2
local function arg() next = next + 1 return ARGV[next] end
local policies = {}
for i = 1, ARGV[2] do
local name = arg()
local p = { name = name, kind = kinds[name], limit = tonumber(arg()), window = tonumber(arg()), burst = tonumber(arg()), precision = tonumber(arg()), shadow = arg() == '1', blocks = {} }
for b = 1, arg() do p.blocks[b] = tonumber(arg()) end
policies[i] = p
end
local values = redis.call('MGET', unpack(KEYS))
local states, out = {}, {}
local first = policies[1]
local each = first.window / first.limit
local isPlain = ARGV[1] == 'take' and #policies == 1 and first.name == 'token-bucket' and #first.blocks == 0 and each % 1 == 0
for _, v in ipairs(values) do isPlain = isPlain and (not v or tonumber(v)) end
if isPlain then
local burst, capacity, ends, to = first.burst, first.burst * each, {}, 0
for i, key in ipairs(KEYS) do
local cost, at = tonumber(arg()), ends[key]
if not at then at = min(max(tonumber(values[i]) or now, now), now + capacity) end
local after = max(at + cost * each, now)
local over = cost >= 0 and after > now + capacity
if not over and cost ~= 0 then
at = after
redis.call('SET', key, at, 'PX', ceil((at - now + 1) / 1000))
end
ends[key] = at
local used = at - now
local left = burst - ceil(used / each)
out[to + 1] = over and 1 or 0
out[to + 2] = left
out[to + 3] = cost > burst and -1 or max(0, used - (burst - cost) * each)
out[to + 4] = left < burst and used - (burst - left - 1) * each or 0
out[to + 5] = used
to = to + 5
end
return out
end
for first = 1, #KEYS, #policies do
local cost, denied = tonumber(arg()), false
for i, p in ipairs(policies) do
local key = KEYS[first + i - 1]
local s = states[key]
if not s then
local v = values[first + i - 1] or ''
s = { p = p, till = 0, strikes = 0 }
states[key] = s
local bar = v:find('|', 1, true)
if bar then
local till, strikes = v:match('(%d+):(%d+)', bar)
s.till, s.strikes = tonumber(till), tonumber(strikes)
v = v:sub(1, bar - 1)
end
p.kind.load(p, s, v)
end
s.over = cost >= 0 and (s.till > now or p.kind.left(p, s) < cost)
denied = denied or s.over and not p.shadow
end
for i, p in ipairs(policies) do
local s = states[KEYS[first + i - 1]]
if ARGV[1] == 'block' then
s.till, s.strikes, s.dirty = now + cost, 0, true
elseif ARGV[1] == 'take' and s.over and s.till <= now and #p.blocks > 0 then
s.strikes = now < s.till + p.window and s.strikes + 1 or 1
s.till, s.dirty = now + p.blocks[min(s.strikes, #p.blocks)], true
elseif ARGV[1] == 'take' and not s.over and not denied and cost ~= 0 then
p.kind.take(p, s, cost)
s.dirty = true
end
local blocked, left, at = max(0, s.till - now), p.kind.left(p, s), #out
out[at + 1] = s.over and 1 or 0
out[at + 2] = blocked > 0 and 0 or left
out[at + 3] = cost > p.burst and -1 or max(blocked, p.kind.wait(p, s, cost))
out[at + 4] = max(blocked, p.kind.wait(p, s, min(left + 1, p.burst)))
out[at + 5] = max(blocked, p.kind.wait(p, s, p.burst))
end
end
for key, s in pairs(states) do
if s.dirty then
local text, ttl = s.p.kind.save(s.p, s)
local kept = s.till > 0 and s.till + s.p.window - now or 0
if kept > 0 then text, ttl = format('%s|%.0f:%.0f', text, s.till, s.strikes), max(ttl, kept) end
redis.call('SET', key, text, 'PX', ceil(ttl / 1000))
end
end
return out
`;

/** Its SHA-1 is what Redis calls it; a test compares. Computed here, it would need `node:crypto`. */
export const sha = 'f93067db6f3987aeb197f1be8c355a768f08cb05';
