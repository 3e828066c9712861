using System.Buffers;
using System.Buffers.Text;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// Opaque tokens that only this server reads: bytes and an HMAC-SHA-256 over them, in base64url (RFC 4648, section 5).
/// </summary>
internal static class AuthenticatedBytes
{
    /// <summary>Encodes bytes as a token.</summary>
    public static string Encode(ReadOnlySpan<byte> content, byte[] key)
    {
        Span<byte> bytes = stackalloc byte[content.Length + HMACSHA256.HashSizeInBytes];
        content.CopyTo(bytes);
        HMACSHA256.HashData(key, content, bytes[content.Length..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Decodes a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="keys">The keys, any of which may have authenticated the token.</param>
    /// <param name="content">Receives the bytes; its length is the required number of bytes.</param>
    /// <returns>Whether the token is authentic; otherwise <paramref name="content"/> must not be used.</returns>
    public static bool TryDecode(string token, IEnumerable<byte[]> keys, Span<byte> content)
    {
        Span<byte> bytes = stackalloc byte[content.Length + HMACSHA256.HashSizeInBytes];
        if (token.Length != Base64Url.GetEncodedLength(bytes.Length)
            || Base64Url.DecodeFromChars(token, bytes, out _, out var written) != OperationStatus.Done
            || written != bytes.Length)
        {
            return false;
        }

        bytes[..content.Length].CopyTo(content);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in keys)
        {
            HMACSHA256.HashData(key, content, expected);
            if (CryptographicOperations.FixedTimeEquals(expected, bytes[content.Length..]))
            {
                return true;
            }
        }

        return false;
    }
}
