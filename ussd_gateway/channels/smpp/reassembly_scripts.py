"""What Redis does in one step, so that any number of processes may keep parts together.

`parts` holds token, total, addresses, and part:N with digest:N; `due` when to look at a name
again; `handed` the digest:N of parts that were handed over, by which a repeat is known.
"""

# Keeps a part. Answers all of the fields when none is missing, else nothing. A part that differs
# from the one held in its place belongs to another message: the parts held are put aside, due now.
ADD = """
local parts, due, handed, aside_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local index, aside, token, number, total = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local digest, part, addresses = ARGV[6], ARGV[7], ARGV[8]
local now, waits_until, commits_until = ARGV[9], ARGV[10], ARGV[11]
local repeats_until = tonumber(redis.call('hget', handed, 'repeats_until') or 0)
if tonumber(now) < repeats_until and redis.call('hget', handed, 'digest:' .. number) == digest then
  return {}
end
local held = redis.call('hget', parts, 'digest:' .. number)
if held and held ~= digest then
  redis.call('rename', parts, aside_key)
  redis.call('zadd', due, now, aside)
  redis.call('zrem', due, index)
end
redis.call('hsetnx', parts, 'token', token)
redis.call('hsetnx', parts, 'total', total)
redis.call('hsetnx', parts, 'addresses', addresses)
redis.call('hsetnx', parts, 'part:' .. number, part)
redis.call('hset', parts, 'digest:' .. number, digest)
redis.call('zadd', due, 'NX', waits_until, index)
if redis.call('hlen', parts) < 3 + 2 * tonumber(total) then
  return {}
end
redis.call('zadd', due, commits_until, index)
return redis.call('hgetall', parts)
"""

# The name that is due longest; nobody else gets it before `again`.
CLAIM = """
local name = redis.call('zrangebyscore', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 1)[1]
if name then
  redis.call('zadd', KEYS[1], ARGV[2], name)
end
return name
"""

# Forgets parts that were handed over, unless others have come to them meanwhile.
REMOVE = """
local parts, due, handed = KEYS[1], KEYS[2], KEYS[3]
local name, id, repeats_until, known_for = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local token = redis.call('hget', parts, 'token')
local count = (redis.call('hlen', parts) - 3) / 2
if not token or token .. '-' .. string.format('%d', count) ~= id then
  return
end
local fields = redis.call('hgetall', parts)
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 7) == 'digest:' then
    redis.call('hset', handed, fields[i], fields[i + 1])
  end
end
redis.call('hset', handed, 'repeats_until', repeats_until)
redis.call('pexpire', handed, known_for)
redis.call('del', parts)
redis.call('zrem', due, name)
"""

# Nobody looks at these parts again by itself.
PUT_ASIDE = """
local parts, due, aside = KEYS[1], KEYS[2], KEYS[3]
local name, lives = ARGV[1], ARGV[2]
redis.call('zrem', due, name)
if redis.call('exists', parts) == 1 then
  redis.call('rename', parts, aside)
  redis.call('pexpire', aside, lives)
end
"""
