using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Realtime.Redis;

/// <summary>
/// Counts a user's sockets over all nodes (contract, section 4, close code 4013). Each socket holds a lease in Redis, a member of the user's
/// sorted set with the time at which it ends, which its node renews; the leases of a node that died end by themselves. Without Redis only
/// the node's own limit holds: a limit is no reason to turn users away.
/// </summary>
/// <remarks><see cref="TryEnterAsync"/> and <see cref="Leave"/> may be called from any thread; one loop renews.</remarks>
public sealed class RedisSocketQuota : BackgroundService
{
    private const int RoundSize = 500;

    // Three renewals may fail before a living socket is no longer counted.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(25);

    // Counted by the clock of Redis, since those of the nodes differ. KEYS: the user's set. ARGV: the socket, lease in ms, limit (0: renewal).
    private const string EnterScript =
        """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        if tonumber(ARGV[3]) > 0 then
          redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
          if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
        end
        redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    private readonly RedisConnection _connection;
    private readonly ConnectionRegistry _registry;
    private readonly TimeProvider _time;

    internal RedisSocketQuota(RedisConnection connection, ConnectionRegistry registry, TimeProvider time) =>
        (_connection, _registry, _time) = (connection, registry, time);

    /// <summary>Counts a socket in, unless the user has as many as it may have on all nodes together.</summary>
    public async Task<bool> TryEnterAsync(IClientConnection socket, int limit)
    {
        ArgumentNullException.ThrowIfNull(socket);
        try
        {
            return !_connection.IsUp || !_connection.TryGet(out var redis) || (int)await EvaluateAsync(redis.GetDatabase(), socket, limit) == 1;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return true;
        }
    }

    /// <summary>Counts a socket out.</summary>
    public void Leave(IClientConnection socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (_connection.IsUp && _connection.TryGet(out var redis))
        {
            // If this gets lost, the lease ends by itself.
            redis.GetDatabase().SortedSetRemove(KeyOf(socket), MemberOf(socket), CommandFlags.FireAndForget);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RenewalInterval, _time);
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

    private async Task RenewAllAsync()
    {
        foreach (var sockets in _registry.Connections.Chunk(RoundSize))
        {
            if (_connection.IsUp && _connection.TryGet(out var redis))
            {
                await RenewAsync(redis.GetDatabase(), sockets);
            }
        }
    }

    private static async Task RenewAsync(IDatabase redis, IClientConnection[] sockets)
    {
        try
        {
            await Task.WhenAll(sockets.Select(socket => EvaluateAsync(redis, socket, limit: 0)));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // Reported by the connection; the next round is soon enough.
        }
    }

    private static Task<RedisResult> EvaluateAsync(IDatabase redis, IClientConnection socket, int limit) => redis.ScriptEvaluateAsync(
        EnterScript, [KeyOf(socket)], [MemberOf(socket), (long)Lease.TotalMilliseconds, limit]);

    private static RedisKey KeyOf(IClientConnection socket) => $"chatapp:sockets:{socket.UserId:N}";

    private static RedisValue MemberOf(IClientConnection socket) => socket.ConnectionId.ToByteArray();
}
