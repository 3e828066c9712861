using System.Buffers;
using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Security;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// Authenticates what nodes store in Redis, so that other writers can neither close sockets nor block users. A seal is
/// the HMAC-SHA-256 of a name and a value, truncated to half (RFC 2104, section 5). Thread-safe.
/// </summary>
internal sealed partial class RedisSeal(
    SigningKeys keys, ChatMetrics metrics, TimeProvider time, ILogger<RedisSeal> logger)
{
    public const int Length = 16;

    // Names do not contain this byte.
    private const byte Separator = 0;

    private readonly Throttle _told = new(time, TimeSpan.FromMinutes(1));

    /// <summary>The value, followed by its seal, which is valid only under this short ASCII name.</summary>
    public byte[] Seal(string name, ReadOnlySpan<byte> value)
    {
        var sealedValue = new byte[value.Length + Length];
        value.CopyTo(sealedValue);
        WriteSeal(keys.Current, name, value, sealedValue.AsSpan(value.Length));
        return sealedValue;
    }

    /// <summary>Opens a value that one of our keys has sealed under this name; any other counts as forged.</summary>
    public bool TryOpen(string name, ReadOnlySpan<byte> sealedValue, out ReadOnlySpan<byte> value)
    {
        if (sealedValue.Length >= Length)
        {
            value = sealedValue[..^Length];
            Span<byte> right = stackalloc byte[Length];
            foreach (var key in keys.All)
            {
                WriteSeal(key, name, value, right);
                if (CryptographicOperations.FixedTimeEquals(right, sealedValue[^Length..]))
                {
                    return true;
                }
            }
        }

        value = default;
        metrics.ForgeryFound();
        if (_told.TryPass())
        {
            LogForgery(logger, name.Split(':', 2)[0]);
        }

        return false;
    }

    private static void WriteSeal(SigningKey key, string name, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var length = name.Length + 1 + value.Length;
        var text = ArrayPool<byte>.Shared.Rent(length);
        Encoding.ASCII.GetBytes(name, text);
        text[name.Length] = Separator;
        value.CopyTo(text.AsSpan(name.Length + 1));
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Redis, text.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(text);
        hash[..Length].CopyTo(destination);
    }

    [LoggerMessage(155, LogLevel.Warning,
        "Redis contains a value ({Kind}) without a valid seal of this installation; it is ignored. "
            + "Either another program writes there, or a node has other signing keys or an older version")]
    private static partial void LogForgery(ILogger logger, string kind);
}
