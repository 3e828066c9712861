using System.Buffers.Binary;
using ChatApp.Infrastructure.RateLimiting;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// A bucket in Redis. Its sealed state is only the time at which it will be full again, in microseconds of the clock of
/// Redis.
/// </summary>
/// <param name="name">Its key, without the prefix that the connection adds.</param>
/// <param name="limit">Its size and refill.</param>
/// <param name="seal">Seals the state. A state without a valid seal counts as absent.</param>
internal sealed class SharedBucket(string name, RateLimit limit, RedisSeal seal)
{
    private readonly double _refill = limit.Refill.TotalMicroseconds;

    public string Name => name;

    // The debt is at most the size of the bucket, so the longest wait is the time to fill it twice.
    private long Longest => (long)(2 * limit.Window.TotalMicroseconds);

    public static SharedBucket Of(QuotaKey key, RateLimit limit, RedisSeal seal)
    {
        var peer = key.PeerId == default ? "" : $":{key.PeerId:N}";
        return new SharedBucket($"{NameOf(key.Kind)}:{key.UserId:N}{peer}", limit, seal);
    }

    /// <summary>Pays the debt, then takes up to a portion of what is left.</summary>
    /// <param name="known">The state in Redis; empty means a full bucket.</param>
    /// <param name="now">The time of Redis, in microseconds.</param>
    /// <param name="debt">The number of tokens spent on credit.</param>
    /// <param name="portion">The number of tokens wanted in addition.</param>
    public Draw Take(byte[] known, long now, long debt, int portion)
    {
        var fullAt = Math.Clamp(Read(known) ?? now, now, now + Longest);
        var left = limit.Burst - ((fullAt - now) / _refill) - debt;
        var granted = (long)Math.Clamp(Math.Floor(left), 0, portion);
        var taken = Math.Min(fullAt + (long)((debt + granted) * _refill), now + Longest);
        var wait = granted > 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds((Math.Max(1, portion / 2) - left) * _refill);

        Span<byte> value = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, taken);
        var life = Math.Max(1, (taken - now) / 1_000);
        return new Draw(seal.Seal(name, value), life, granted, wait < limit.Window ? wait : limit.Window);
    }

    private static string NameOf(QuotaKind kind) => kind switch
    {
        QuotaKind.Frames => "frames",
        QuotaKind.Messages => "messages",
        QuotaKind.Conversations => "conversations",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };

    private long? Read(byte[] known) =>
        known.Length > 0 && seal.TryOpen(name, known, out var value) && value.Length == sizeof(long)
            ? BinaryPrimitives.ReadInt64BigEndian(value)
            : null;
}
