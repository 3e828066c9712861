using System.Buffers.Binary;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// The leases of one user's sockets in Redis: a hash that holds, for the id of each socket, the sealed time at which
/// its lease expires, in microseconds of the clock of Redis.
/// </summary>
/// <param name="userId">Whose sockets.</param>
/// <param name="seal">Without it a lease is as good as not there.</param>
internal sealed class SocketLeases(Guid userId, RedisSeal seal)
{
    private const int IdLength = 16;

    /// <summary>The key, before which the connection puts the prefix.</summary>
    public string Name { get; } = $"leases:{userId:N}";

    public static RedisValue FieldOf(Guid connectionId) => connectionId.ToByteArray();

    /// <summary>The lease of a socket.</summary>
    /// <param name="connectionId">Which socket.</param>
    /// <param name="end">When it ends.</param>
    public byte[] Seal(Guid connectionId, long end)
    {
        Span<byte> value = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, end);
        return seal.Seal(NameOf(connectionId), value);
    }

    /// <summary>Whether something in the hash is the lease of a socket, and still runs.</summary>
    /// <param name="entry">What is there.</param>
    /// <param name="now">The time.</param>
    public bool IsRunning(HashEntry entry, long now) =>
        seal.TryOpen(NameOf((byte[]?)entry.Name), (byte[]?)entry.Value, out var value)
        && value.Length == sizeof(long)
        && BinaryPrimitives.ReadInt64BigEndian(value) > now;

    // Nothing is sealed by the name of the hash alone.
    private string NameOf(byte[]? field) => field is { Length: IdLength } ? NameOf(new Guid(field)) : Name;

    private string NameOf(Guid connectionId) => $"{Name}:{connectionId:N}";
}
