using System.Buffers.Binary;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// The leases of a user's sockets: a hash of their ids to the sealed expiry, in microseconds of Redis.
/// </summary>
internal sealed class SocketLeases(Guid userId, RedisSeal seal)
{
    private const int IdLength = 16;

    /// <summary>The key, without the prefix that the connection adds.</summary>
    public string Name { get; } = $"leases:{userId:N}";

    public static RedisValue FieldOf(Guid connectionId) => connectionId.ToByteArray();

    public byte[] Seal(Guid connectionId, long end)
    {
        Span<byte> value = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, end);
        return seal.Seal(NameOf(connectionId), value);
    }

    /// <summary>Whether an entry is a validly sealed lease that has not expired.</summary>
    public bool IsRunning(HashEntry entry, long now) =>
        seal.TryOpen(NameOf((byte[]?)entry.Name), (byte[]?)entry.Value, out var value) && value.Length == sizeof(long)
        && BinaryPrimitives.ReadInt64BigEndian(value) > now;

    // Nothing is sealed under the name of the hash alone, so an invalid field never opens.
    private string NameOf(byte[]? field) => field is { Length: IdLength } ? NameOf(new Guid(field)) : Name;

    private string NameOf(Guid connectionId) => $"{Name}:{connectionId:N}";
}
