using System.Buffers.Binary;
using ChatApp.Infrastructure.Presence;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// The online users of all nodes: a hash of the user to the node that held it last, and the end of its lease in
/// microseconds of Redis, with a seal. That node alone releases the user; whether the user is connected to another
/// node, the leases of sockets tell (<see cref="SocketLeases"/>).
/// </summary>
/// <remarks>
/// A user is removed before the leases of sockets are read. So of a departure here and an arrival on another node, at
/// the same time, either the arrival finds the user absent and announces it, or the departure finds the socket and
/// puts the user back.
/// </remarks>
internal sealed class RedisPresence(RedisConnection connection, RedisSeal seal) : IPresenceState
{
    private const string Key = "presence";
    private const string SweepKey = "presence-sweep";
    private const int IdLength = 16;
    private const int ValueLength = IdLength + sizeof(long);

    // Fields per command; a larger one would delay others in Redis.
    private const int ChunkSize = 500;

    // A node that has ended had at most about as many users. The next round removes the rest.
    private const int MaxLost = 10_000;

    // One node looks for lost users in this time.
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(4);

    // ARGV: users and their values in turn. Returns the time in microseconds, and the values that were there.
    private const string HoldScript =
        """
        local users = {}
        for i = 1, #ARGV, 2 do users[#users + 1] = ARGV[i] end
        local before = redis.call('HMGET', KEYS[1], unpack(users))
        redis.call('HSET', KEYS[1], unpack(ARGV))
        local t = redis.call('TIME')
        return {t[1] * 1000000 + t[2], before}
        """;

    private readonly LocalPresence _local = new();
    private readonly Guid _node = Guid.CreateVersion7();

    public async ValueTask<IReadOnlyCollection<Guid>> HoldAsync(IReadOnlyCollection<Guid> userIds)
    {
        var local = await _local.HoldAsync(userIds);
        return await AskAsync(userIds, HoldAsync) ?? local;
    }

    public async ValueTask<IReadOnlyCollection<Guid>> ReleaseAsync(IReadOnlyCollection<Guid> userIds)
    {
        var local = await _local.ReleaseAsync(userIds);
        return await AskAsync(userIds, async (redis, chunk) =>
        {
            var now = await connection.GetTimeAsync(redis);
            var values = await redis.HashGetAsync(Key, FieldsOf(chunk));
            return await RemoveAsync(redis, [.. chunk.Where((userId, i) => Read(userId, values[i], now) == _node)]);
        }) ?? local;
    }

    public async ValueTask<IReadOnlyCollection<Guid>> ReleaseLostAsync()
    {
        var lost = await AskAsync([_node], async (redis, node) =>
            await redis.StringSetAsync(SweepKey, FieldOf(node[0]), SweepInterval, When.NotExists)
                ? await FindLostAsync(redis)
                : []);
        return await AskAsync(lost ?? [], RemoveAsync) ?? [];
    }

    public async ValueTask<IReadOnlySet<Guid>> FindOnlineAsync(
        IReadOnlyCollection<Guid> userIds, TimeSpan longestWait)
    {
        try
        {
            var found = await AskAsync(userIds, async (redis, chunk) =>
            {
                var now = await connection.GetTimeAsync(redis);
                var values = await redis.HashGetAsync(Key, FieldsOf(chunk));
                return [.. chunk.Where((userId, i) => Read(userId, values[i], now) is not null)];
            }).WaitAsync(longestWait);
            if (found is not null)
            {
                return found.ToHashSet();
            }
        }
        catch (TimeoutException)
        {
            // What this node knows has to do.
        }

        return await _local.FindOnlineAsync(userIds, longestWait);
    }

    private async Task<List<Guid>> HoldAsync(IDatabase redis, Guid[] userIds)
    {
        var now = await connection.GetTimeAsync(redis);
        var answer = (RedisResult[])(await redis.ScriptEvaluateAsync(
            HoldScript,
            [Key],
            [.. userIds.SelectMany(userId => new RedisValue[] { FieldOf(userId), Seal(userId, now) })]))!;
        connection.Clock.Learn((long)answer[0]);
        var before = (RedisValue[])answer[1]!;
        return [.. userIds.Where((userId, i) => Read(userId, before[i], now) is null)];
    }

    /// <returns>Those who have no socket on any node.</returns>
    private async Task<List<Guid>> RemoveAsync(IDatabase redis, Guid[] userIds)
    {
        await redis.HashDeleteAsync(Key, FieldsOf(userIds));
        var now = await connection.GetTimeAsync(redis);
        var sockets = await Task.WhenAll(userIds.Select(userId => HasSocketAsync(redis, userId, now)));
        Guid[] present = [.. userIds.Where((_, i) => sockets[i])];
        if (present.Length > 0)
        {
            // The node with the socket names itself within its next renewal.
            await HoldAsync(redis, present);
        }

        return [.. userIds.Where((_, i) => !sockets[i])];
    }

    private async Task<bool> HasSocketAsync(IDatabase redis, Guid userId, long now)
    {
        var leases = new SocketLeases(userId, seal);
        return Array.Exists(await redis.HashGetAllAsync(leases.Name), lease => leases.IsRunning(lease, now));
    }

    private async Task<List<Guid>> FindLostAsync(IDatabase redis)
    {
        var (now, lost) = (await connection.GetTimeAsync(redis), new List<Guid>());
        await foreach (var entry in redis.HashScanAsync(Key, pageSize: ChunkSize))
        {
            if (lost.Count < MaxLost
                && EndOf(entry.Value) <= now
                && (byte[]?)entry.Name is { Length: IdLength } field
                && new Guid(field) is var userId
                && Read(userId, entry.Value, now: 0) is not null)
            {
                lost.Add(userId);
            }
        }

        return lost;
    }

    /// <returns>Null if Redis does not answer.</returns>
    private async Task<List<Guid>?> AskAsync(
        IReadOnlyCollection<Guid> userIds, Func<IDatabase, Guid[], Task<List<Guid>>> ask)
    {
        try
        {
            var found = new List<Guid>();
            foreach (var chunk in userIds.Chunk(ChunkSize))
            {
                if (connection.Database is not { } redis)
                {
                    return null;
                }

                found.AddRange(await ask(redis, chunk));
            }

            return found;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            connection.Report(RedisUse.Presence, exception);
            return null;
        }
    }

    private byte[] Seal(Guid userId, long now)
    {
        Span<byte> value = stackalloc byte[ValueLength];
        _node.TryWriteBytes(value);
        BinaryPrimitives.WriteInt64BigEndian(value[IdLength..], now + (long)IPresenceState.Lease.TotalMicroseconds);
        return seal.Seal(NameOf(userId), value);
    }

    /// <returns>The node that holds the user; null if the user is not online.</returns>
    private Guid? Read(Guid userId, RedisValue entry, long now) =>
        EndOf(entry) > now && seal.TryOpen(NameOf(userId), (byte[]?)entry, out var value)
            ? new Guid(value[..IdLength])
            : null;

    private static long EndOf(RedisValue entry) => (byte[]?)entry is { Length: ValueLength + RedisSeal.Length } value
        ? BinaryPrimitives.ReadInt64BigEndian(value.AsSpan(IdLength))
        : 0;

    private static RedisValue FieldOf(Guid userId) => userId.ToByteArray();

    private static RedisValue[] FieldsOf(Guid[] userIds) => Array.ConvertAll(userIds, FieldOf);

    private static string NameOf(Guid userId) => $"{Key}:{userId:N}";
}
