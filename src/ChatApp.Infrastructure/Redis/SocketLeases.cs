using System.Buffers.Binary;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// The leases of one user's sockets in Redis. A hash maps the id of each socket to the sealed expiry of its lease, in
/// microseconds of the clock of Redis.
/// </summary>
/// <param name="userId">The user of the sockets.</param>
/// <param name="seal">Seals the leases. A lease without a valid seal counts as absent.</param>
internal sealed class SocketLeases(Guid userId, RedisSeal seal)
{
    private const int IdLength = 16;

    /// <summary>The key, without the prefix that the connection adds.</summary>
    public string Name { get; } = $"leases:{userId:N}";

    public static RedisValue FieldOf(Guid connectionId) => connectionId.ToByteArray();

    /// <summary>Seals the lease of a socket.</summary>
    /// <param name="connectionId">The id of the socket.</param>
    /// <param name="end">When the lease expires.</param>
    public byte[] Seal(Guid connectionId, long end)
    {
        Span<byte> value = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, end);
        return seal.Seal(NameOf(connectionId), value);
    }

    /// <summary>Whether an entry of the hash is a valid lease that has not expired.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="now">The time of Redis, in microseconds.</param>
    public bool IsRunning(HashEntry entry, long now) =>
        seal.TryOpen(NameOf((byte[]?)entry.Name), (byte[]?)entry.Value, out var value) && value.Length == sizeof(long)
        && BinaryPrimitives.ReadInt64BigEndian(value) > now;

    // Nothing is sealed under the name of the hash alone, so an invalid field never opens.
    private string NameOf(byte[]? field) => field is { Length: IdLength } ? NameOf(new Guid(field)) : Name;

    private string NameOf(Guid connectionId) => $"{Name}:{connectionId:N}";
}
