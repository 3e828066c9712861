using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Realtime.Redis;

/// <summary>
/// Counts a user's sockets over all nodes. Each socket holds a lease in Redis, a member of the user's sorted set with the time at which it
/// ends, which its node renews; the leases of a node that died end by themselves. Without Redis only the node's own limit holds.
/// </summary>
/// <remarks>
/// <see cref="TryEnterAsync"/> and <see cref="Leave"/> may be called from any thread; one loop renews. A socket may leave while its lease is on its
/// way to be renewed: the loop looks at the registry once the renewals are answered and lets those leave again that are gone.
/// </remarks>
internal sealed class RedisSocketQuota(RedisConnection connection, ConnectionRegistry registry, TimeProvider time) : BackgroundService, ISocketQuota
{
    /// <summary>For so long the sockets of a node that was killed count on, so this long its users may find no room. Two renewals may fail.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private const int RoundSize = 500;
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(5);

    // Redis takes a millisecond. One that has just gone takes two seconds to be noticed, for which nobody should wait with a connection.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    // Counted by the clock of Redis, since those of the nodes differ. KEYS: the user's set. ARGV: the socket, lease in ms, limit (0: renewal).
    private const string EnterScript =
        """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        if tonumber(ARGV[3]) > 0 then
          redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
          redis.call('ZREM', KEYS[1], ARGV[1]) -- a renewal may have been quicker
          if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
        end
        redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    public async ValueTask<bool> TryEnterAsync(IClientConnection socket, int limit)
    {
        try
        {
            // Whatever comes of an attempt that is no longer waited for: the socket is admitted, and if it is counted in, rightly so.
            return !connection.IsUp || !connection.TryGet(out var redis)
                || (int)await EvaluateAsync(redis.GetDatabase(), socket, limit).WaitAsync(LongestWait, time) == 1;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            connection.Report(RedisUse.SocketQuota, exception);
            return true;
        }
    }

    public void Leave(IClientConnection socket)
    {
        if (connection.IsUp && connection.TryGet(out var redis))
        {
            // If this gets lost, the lease ends by itself.
            redis.GetDatabase().SortedSetRemove(KeyOf(socket), MemberOf(socket), CommandFlags.FireAndForget);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RenewalInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RenewAllAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    internal async Task RenewAllAsync()
    {
        foreach (var sockets in registry.Connections.Chunk(RoundSize))
        {
            if (connection.IsUp && connection.TryGet(out var redis))
            {
                await RenewAsync(redis.GetDatabase(), sockets);

                // Who leaves after this look leaves after the renewal too.
                foreach (var gone in sockets.Where(socket => !registry.Contains(socket)))
                {
                    Leave(gone);
                }
            }
        }
    }

    private async Task RenewAsync(IDatabase redis, IClientConnection[] sockets)
    {
        try
        {
            await Task.WhenAll(sockets.Select(socket => EvaluateAsync(redis, socket, limit: 0)));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // A connection that is lost is reported by itself; the next round is soon enough.
            connection.Report(RedisUse.SocketQuota, exception);
        }
    }

    private static Task<RedisResult> EvaluateAsync(IDatabase redis, IClientConnection socket, int limit) => redis.ScriptEvaluateAsync(
        EnterScript, [KeyOf(socket)], [MemberOf(socket), (long)Lease.TotalMilliseconds, limit]);

    private static RedisKey KeyOf(IClientConnection socket) => $"chatapp:sockets:{socket.UserId:N}";

    private static RedisValue MemberOf(IClientConnection socket) => socket.ConnectionId.ToByteArray();
}
