using ChatApp.Infrastructure.Realtime;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// Counts a user's sockets on all nodes. Each has a lease in Redis (<see cref="SocketLeases"/>), which its node renews.
/// </summary>
/// <remarks>
/// A socket may leave while its lease is being renewed, so the loop then removes the leases of sockets that left. Redis
/// only counts entries; if there are too many, the node removes those that are not valid leases.
/// </remarks>
internal sealed class RedisSocketQuota(
    RedisConnection connection, ConnectionRegistry registry, RedisSeal seal, TimeProvider time)
    : BackgroundService, ISocketQuota
{
    /// <summary>How long the sockets of a killed node still count for its users. Two renewals may fail.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private const int RoundSize = 500;
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(5);

    // Redis usually answers in a millisecond; its loss takes two seconds to detect.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    // KEYS: the user's leases. ARGV: the socket, its lease, the lease's duration in ms, the limit (0: renewal). Returns
    // the time in microseconds and, if the limit is reached without this socket, all entries. More entries than a user
    // can have are deleted; real sockets renew their leases.
    private const string EnterScript =
        """
        local limit = tonumber(ARGV[4])
        local count = redis.pcall('HLEN', KEYS[1])
        if type(count) == 'table' and not string.find(count.err, 'WRONGTYPE') then return count end
        if type(count) ~= 'number' or count > 1000 + 10 * limit then
          redis.call('DEL', KEYS[1])
          count = 0
        end
        local others = count - redis.call('HEXISTS', KEYS[1], ARGV[1])
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        local t = redis.call('TIME')
        local now = t[1] * 1000000 + t[2]
        if limit > 0 and others >= limit then return {now, redis.call('HGETALL', KEYS[1])} end
        return {now}
        """;

    public async ValueTask<bool> TryEnterAsync(IStreamSubscriber socket, int limit)
    {
        try
        {
            // The attempt may still succeed after the wait. The socket is admitted, so counting it is correct.
            return connection.Database is not { } redis
                || await EnterAsync(redis, socket, limit).WaitAsync(LongestWait, time);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            connection.Report(RedisUse.SocketQuota, exception);
            return true;
        }
    }

    public void Leave(IStreamSubscriber socket)
    {
        if (connection.Database is { } redis)
        {
            Remove(redis, new SocketLeases(socket.UserId, seal), [SocketLeases.FieldOf(socket.ConnectionId)]);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RenewalInterval, time);
        while (await timer.TickAsync(stoppingToken))
        {
            await RenewAllAsync();
        }
    }

    internal async Task RenewAllAsync()
    {
        foreach (var sockets in registry.Connections.Chunk(RoundSize))
        {
            if (connection.Database is { } redis)
            {
                await RenewAsync(redis, sockets);

                // A socket that leaves after this check removes its lease itself, after the renewal.
                foreach (var gone in sockets.Where(socket => !registry.Contains(socket)))
                {
                    Leave(gone);
                }
            }
        }
    }

    private async Task RenewAsync(IDatabase redis, IStreamSubscriber[] sockets)
    {
        try
        {
            await Task.WhenAll(sockets.Select(socket => EvaluateAsync(redis, socket, limit: 0)));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // Lost connections are logged elsewhere, and the next round follows soon.
            connection.Report(RedisUse.SocketQuota, exception);
        }
    }

    private async Task<bool> EnterAsync(IDatabase redis, IStreamSubscriber socket, int limit)
    {
        var answer = await EvaluateAsync(redis, socket, limit);
        if (answer.Length == 1)
        {
            return true;
        }

        var leases = new SocketLeases(socket.UserId, seal);
        var own = SocketLeases.FieldOf(socket.ConnectionId);
        var now = connection.Clock.Now;
        var others = EntriesOf((RedisResult[])answer[1]!)
            .Where(entry => entry.Name != own)
            .ToLookup(entry => leases.IsRunning(entry, now));
        var isFull = others[true].Count() >= limit;
        var needless = others[false].Select(entry => entry.Name);
        Remove(redis, leases, isFull ? [.. needless, own] : [.. needless]);
        return !isFull;
    }

    private async Task<RedisResult[]> EvaluateAsync(IDatabase redis, IStreamSubscriber socket, int limit)
    {
        var leases = new SocketLeases(socket.UserId, seal);
        var id = socket.ConnectionId;
        var end = await connection.GetTimeAsync(redis) + (long)Lease.TotalMicroseconds;
        var answer = (RedisResult[])(await redis.ScriptEvaluateAsync(
            EnterScript,
            [leases.Name],
            [SocketLeases.FieldOf(id), leases.Seal(id, end), (long)Lease.TotalMilliseconds, limit]))!;
        connection.Clock.Learn((long)answer[0]);
        return answer;
    }

    private static IEnumerable<HashEntry> EntriesOf(RedisResult[] flat) =>
        flat.Chunk(2).Select(pair => new HashEntry((RedisValue)pair[0], (RedisValue)pair[1]));

    // If this command is lost, the lease expires.
    private static void Remove(IDatabase redis, SocketLeases leases, RedisValue[] fields)
    {
        if (fields.Length > 0)
        {
            redis.HashDelete(leases.Name, fields, CommandFlags.FireAndForget);
        }
    }
}
