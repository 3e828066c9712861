using ChatApp.Infrastructure.RateLimiting;
using ChatApp.Application.RateLimiting;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// Counts what a user sends over all nodes in buckets in Redis (<see cref="SharedBucket"/>), of which each node takes
/// portions (<see cref="SendAllowance"/>), a tenth of a bucket. Nobody waits for Redis: while it is asked, a user sends
/// on credit, within the limit of the node. Whoever sends little never has it asked.
/// </summary>
/// <remarks>
/// Over all nodes a user can be ahead of the limit by half a portion for each node and by what is sent during a round
/// trip; what was sent on credit is paid before anything more is granted. Without Redis only the limits of the nodes
/// hold. A bucket is changed by the node, which seals it, and put in the place of the one that it was made from; where
/// another node was quicker, it is made anew. So Redis computes nothing, and whoever writes there can empty no bucket.
/// </remarks>
internal sealed class RedisSendQuota(RedisConnection connection, RedisSeal seal, TimeProvider time) : ISendQuota
{
    private const int MaxAllowances = 100_000;
    private const int PortionsPerBucket = 10;

    // Many nodes at once; then the debt stays, and is paid with the next question.
    private const int MaxTries = 5;

    // KEYS: the bucket. ARGV: how it is believed to be ('': not there), how it is to be, its life in ms. Answers
    // whether it was so, how it was, and the time in microseconds. What is no bucket of ours counts as none.
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

    /// <summary>Completes when Redis has answered what it was asked of a bucket so far.</summary>
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

    // Not awaited by whoever sends. There is one at a time for each bucket, and the library ends each try within two
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
            // A connection that is lost is reported by itself. Whatever it was, the bucket has to be asked again.
            connection.Report(RedisUse.SendQuota, exception);
            allowance.GiveUp();
        }
    }

    /// <returns>Whether the bucket was as it was believed to be; if not, that is put right.</returns>
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
