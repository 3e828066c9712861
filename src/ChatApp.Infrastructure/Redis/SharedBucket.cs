using System.Buffers.Binary;
using ChatApp.Infrastructure.RateLimiting;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// A bucket in Redis. Its sealed state is the time at which it will be full again, in microseconds of the clock of
/// Redis. Without a valid seal it counts as absent.
/// </summary>
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

    /// <summary>
    /// Pays the debt, then takes up to a portion of what is left. An empty state means a full bucket.
    /// </summary>
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

/// <summary>
/// The result of taking from a bucket, valid if no other node changes it meanwhile: its new sealed state, the
/// milliseconds until its key can expire, the granted tokens, and, if there are none, the time until some are
/// available.
/// </summary>
internal sealed record Draw(byte[] Bucket, long Life, long Granted, TimeSpan Wait);
