using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ChatApp.Infrastructure.Security;
using Microsoft.Extensions.Logging;

namespace ChatApp.Infrastructure.Realtime.Redis;

/// <summary>
/// Authenticates what nodes leave for one another in Redis, so that whoever can write there can neither close sockets
/// nor lock anybody out: HMAC-SHA-256 over a name and a value by a key that is derived from the signing key, cut to
/// half its length (RFC 2104, section 5). Safe for use by any thread.
/// </summary>
internal sealed partial class RedisSeal(
    SigningKeys keys, ChatMetrics metrics, TimeProvider time, ILogger<RedisSeal> logger)
{
    /// <summary>Bytes that a seal adds.</summary>
    public const int Length = 16;

    // A name has no such byte.
    private const byte Separator = 0;

    private readonly Throttle _told = new(time, TimeSpan.FromMinutes(1));

    /// <summary>The value with its seal behind it.</summary>
    /// <param name="name">What the value belongs to, so that it counts nowhere else. ASCII, of moderate length.</param>
    /// <param name="value">The value.</param>
    public byte[] Seal(string name, ReadOnlySpan<byte> value)
    {
        var sealedValue = new byte[value.Length + Length];
        value.CopyTo(sealedValue);
        WriteSeal(keys.Current, name, value, sealedValue.AsSpan(value.Length));
        return sealedValue;
    }

    /// <summary>
    /// The value, if one of the installation's keys has sealed it under this name; else it is counted as forged.
    /// </summary>
    /// <param name="name">As it was sealed.</param>
    /// <param name="sealedValue">What was found.</param>
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
