using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Security;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// Authenticates what nodes store in Redis, so that other writers there can neither close sockets nor lock anybody out:
/// HMAC-SHA-256 over a name and a value, with a key that is derived from the signing key, truncated to half its length
/// (RFC 2104, section 5). Safe for use by any thread.
/// </summary>
internal sealed partial class RedisSeal(
    SigningKeys keys, ChatMetrics metrics, TimeProvider time, ILogger<RedisSeal> logger)
{
    /// <summary>Bytes that a seal adds.</summary>
    public const int Length = 16;

    // Names do not contain this byte.
    private const byte Separator = 0;

    private readonly Throttle _told = new(time, TimeSpan.FromMinutes(1));

    /// <summary>The value, followed by its seal.</summary>
    /// <param name="name">What the value belongs to: it is invalid under any other name. Short ASCII text.</param>
    /// <param name="value">The value.</param>
    public byte[] Seal(string name, ReadOnlySpan<byte> value)
    {
        var sealedValue = new byte[value.Length + Length];
        value.CopyTo(sealedValue);
        WriteSeal(keys.Current, name, value, sealedValue.AsSpan(value.Length));
        return sealedValue;
    }

    /// <summary>
    /// Returns the value if one of our keys has sealed it under this name. Otherwise it counts as forged.
    /// </summary>
    /// <param name="name">The name that it was sealed under.</param>
    /// <param name="sealedValue">The value and its seal.</param>
    /// <param name="value">The value.</param>
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

    [LoggerMessage(EventId = 155, Level = LogLevel.Warning,
        Message = "Redis holds something ({Kind}) that no node of this installation has sealed; it is ignored. "
            + "Either another program writes there, or a node has other signing keys or an older version")]
    private static partial void LogForgery(ILogger logger, string kind);
}
