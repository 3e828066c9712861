using System.Buffers.Binary;
using ChatApp.Infrastructure.RateLimiting;
using ChatApp.Application.RateLimiting;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// A bucket as it lies in Redis: sealed, and only when it will be full again, in microseconds by the clock of Redis.
/// </summary>
/// <param name="name">Its key, before which the connection puts the prefix.</param>
/// <param name="limit">Its size and refill.</param>
/// <param name="seal">Without it a bucket is as good as not there.</param>
internal sealed class SharedBucket(string name, RateLimit limit, RedisSeal seal)
{
    private readonly double _refill = limit.Refill.TotalMicroseconds;

    public string Name => name;

    // Nobody can owe more than the bucket holds, so nobody waits for longer than it takes to fill it twice.
    private long Longest => (long)(2 * limit.Window.TotalMicroseconds);

    public static SharedBucket Of(QuotaKey key, RateLimit limit, RedisSeal seal)
    {
        var peer = key.PeerId == default ? "" : $":{key.PeerId:N}";
        return new SharedBucket($"{NameOf(key.Kind)}:{key.UserId:N}{peer}", limit, seal);
    }

    /// <summary>Takes a portion, as far as there is one, after what is owed.</summary>
    /// <param name="known">The bucket as it is in Redis; empty: full.</param>
    /// <param name="now">The time there.</param>
    /// <param name="debt">What was sent on credit.</param>
    /// <param name="portion">What is wanted beyond.</param>
    public Draw Take(byte[] known, long now, long debt, int portion)
    {
        var fullAt = Math.Clamp(Read(known) ?? now, now, now + Longest);
        var left = limit.Burst - ((fullAt - now) / _refill) - debt;
        var granted = (long)Math.Clamp(Math.Floor(left), 0, portion);
        var taken = Math.Min(fullAt + (long)((debt + granted) * _refill), now + Longest);
        var wait = granted > 0
            ? TimeSpan.Zero
            : TimeSpan.FromMicroseconds((Math.Max(1, portion / 2) - left) * _refill);

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
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no name for this."),
    };

    private long? Read(byte[] known) =>
        known.Length > 0 && seal.TryOpen(name, known, out var value) && value.Length == sizeof(long)
            ? BinaryPrimitives.ReadInt64BigEndian(value)
            : null;
}
