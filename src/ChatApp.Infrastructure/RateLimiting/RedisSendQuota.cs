using System.Collections.Concurrent;
using ChatApp.Infrastructure.Realtime.Redis;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>
/// Counts what a user sends over all nodes in one bucket in Redis, of which each node takes portions (<see cref="SendAllowance"/>), a tenth of a second's
/// worth. Nobody waits for Redis: while it is asked, a user sends on credit, within the limit of the node. Whoever sends little never has it asked.
/// </summary>
/// <remarks>
/// Over all nodes a user can be ahead of the limit by half a portion for each node and by what is sent during a round trip; what was sent on credit is paid
/// before anything more is granted. Without Redis only the limits of the nodes hold.
/// </remarks>
internal sealed class RedisSendQuota(RedisConnection connection, TimeProvider time) : ISendQuota
{
    private const int MaxUsers = 100_000;
    private const int PortionsPerSecond = 10;

    // Counted by the clock of Redis, since those of the nodes differ. KEYS: the user's bucket. ARGV: how many a second, at most, debt, wanted beyond.
    // Answers how many are granted and, if none, in how many ms there will be some.
    private const string TakeScript =
        """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local rate, burst, debt, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
        local tokens = burst
        if known[1] then tokens = math.min(burst, known[1] + math.max(0, now - known[2]) * rate / 1000) end
        tokens = tokens - debt
        local granted = math.max(0, math.min(wanted, math.floor(tokens)))
        tokens = tokens - granted
        redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
        redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) * 1000 / rate) + 1000)
        if granted > 0 then return {granted, 0} end
        return {0, math.ceil((math.max(1, wanted / 2) - tokens) * 1000 / rate)}
        """;

    private readonly ConcurrentDictionary<Guid, SendAllowance> _allowances = new();

    public TimeSpan? Take(Guid userId, int perSecond, int burst)
    {
        if (!_allowances.TryGetValue(userId, out var allowance))
        {
            allowance = Add(userId, perSecond, burst);
        }

        if (allowance.RefusedUntil is var refusedUntil && refusedUntil > 0 && time.GetTimestamp() < refusedUntil)
        {
            return time.GetElapsedTime(time.GetTimestamp(), refusedUntil);
        }

        if (allowance.Take())
        {
            _ = AskAsync(allowance, userId, perSecond, burst);
        }

        return null;
    }

    private SendAllowance Add(Guid userId, int perSecond, int burst)
    {
        if (_allowances.Count >= MaxUsers)
        {
            _allowances.Clear();
        }

        return _allowances.GetOrAdd(userId, new SendAllowance(Math.Max(1, Math.Min(perSecond, burst) / PortionsPerSecond)));
    }

    // Not awaited by whoever sends. There is one at a time for each user, and the library ends each within two seconds.
    private async Task AskAsync(SendAllowance allowance, Guid userId, int perSecond, int burst)
    {
        try
        {
            if (!connection.IsUp || !connection.TryGet(out var redis))
            {
                allowance.GiveUp();
                return;
            }

            var debt = allowance.Debt;
            var answer = (long[]?)await redis.GetDatabase().ScriptEvaluateAsync(
                TakeScript, [$"chatapp:sends:{userId:N}"], [perSecond, burst, debt, allowance.Portion]);
            var (granted, wait) = (answer![0], TimeSpan.FromMilliseconds(answer[1]));
            allowance.Answer(debt, granted, time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // A connection that is lost is reported by itself.
            connection.Report(RedisUse.SendQuota, exception);
            allowance.GiveUp();
        }
    }
}
