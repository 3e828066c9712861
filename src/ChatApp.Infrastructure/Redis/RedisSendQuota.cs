using ChatApp.Infrastructure.RateLimiting;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// Counts what a user sends on all nodes in buckets in Redis (<see cref="SharedBucket"/>), of which each node takes
/// portions (<see cref="SendAllowance"/>). No request waits for Redis: during a query the user sends on credit.
/// </summary>
/// <remarks>
/// A user can exceed the limit by half a portion per node and by what is sent during a round trip; credit is paid
/// before more is granted. A node computes and seals the new state of a bucket, and replaces the one that it was
/// computed from. So another writer in Redis cannot empty a bucket.
/// </remarks>
internal sealed class RedisSendQuota(RedisConnection connection, RedisSeal seal, TimeProvider time) : ISendQuota
{
    private const int MaxAllowances = 100_000;
    private const int PortionsPerBucket = 10;

    // With many nodes at once the attempts can all fail; the debt then stays and is paid with the next query.
    private const int MaxTries = 5;

    // KEYS: the bucket. ARGV: its expected state ('' if absent), its new state, its lifetime in ms. Returns whether the
    // expected state was right, the previous state, and the time in microseconds. Another kind of value counts as
    // absent.
    private const string SwapScript =
        """
        local known = redis.pcall('GET', KEYS[1])
        if type(known) == 'table' and not string.find(known.err, 'WRONGTYPE') then return known end
        if type(known) ~= 'string' or #known > 64 then known = '' end
        local isSame = known == ARGV[1]
        if isSame then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
        local t = redis.call('TIME')
        return {isSame and 1 or 0, known, t[1] * 1000000 + t[2]}
        """;

    private readonly BoundedCache<QuotaKey, SendAllowance> _allowances = new(MaxAllowances);

    public TimeSpan? Take(QuotaKey key, RateLimit limit, int cost)
    {
        var allowance = AllowanceOf(key, limit);
        if (allowance.RefusedUntil is var until && until > 0 && time.GetTimestamp() is var now && now < until)
        {
            return time.GetElapsedTime(now, until);
        }

        Spend(allowance, key, limit, cost);
        return null;
    }

    public void Charge(QuotaKey key, RateLimit limit, int cost) => Spend(AllowanceOf(key, limit), key, limit, cost);

    /// <summary>Completes when Redis has answered the current query for a bucket.</summary>
    internal Task SettleAsync(QuotaKey key) =>
        _allowances.TryGetValue(key, out var allowance) ? allowance.Question : Task.CompletedTask;

    private SendAllowance AllowanceOf(QuotaKey key, RateLimit limit) =>
        _allowances.TryGetValue(key, out var allowance)
            ? allowance
            : _allowances.GetOrAdd(key, new SendAllowance(Math.Max(1, limit.Burst / PortionsPerBucket)));

    private void Spend(SendAllowance allowance, QuotaKey key, RateLimit limit, int cost)
    {
        if (allowance.Spend(cost))
        {
            allowance.Question = AskAsync(allowance, SharedBucket.Of(key, limit, seal));
        }
    }

    // The sender does not await it. One query at a time runs per bucket, and the library ends each attempt within 2
    // seconds.
    private async Task AskAsync(SendAllowance allowance, SharedBucket bucket)
    {
        try
        {
            if (connection.Database is not { } redis)
            {
                allowance.GiveUp();
                return;
            }

            for (var i = 0; i < MaxTries; i++)
            {
                if (await TryTakeAsync(redis, allowance, bucket))
                {
                    return;
                }
            }

            allowance.Postpone();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Lost connections are logged elsewhere. After any failure the bucket has to be queried again.
            connection.Report(RedisUse.SendQuota, exception);
            allowance.GiveUp();
        }
    }

    /// <returns>Whether the expected state was right; otherwise it is corrected.</returns>
    private async Task<bool> TryTakeAsync(IDatabase redis, SendAllowance allowance, SharedBucket bucket)
    {
        var debt = allowance.Debt;
        var draw = bucket.Take(allowance.Bucket, await connection.GetTimeAsync(redis), debt, allowance.Portion);
        var answer = (RedisResult[]?)await redis.ScriptEvaluateAsync(
            SwapScript, [bucket.Name], [allowance.Bucket, draw.Bucket, draw.Life]);
        connection.Clock.Learn((long)answer![2]);
        if ((int)answer[0] == 0)
        {
            allowance.Bucket = (byte[]?)answer[1] ?? [];
            return false;
        }

        allowance.Bucket = draw.Bucket;
        var wait = (long)(draw.Wait.TotalSeconds * time.TimestampFrequency);
        allowance.Answer(debt, draw.Granted, time.GetTimestamp() + wait);
        return true;
    }
}
