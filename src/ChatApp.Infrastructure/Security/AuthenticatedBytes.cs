using System.Buffers;
using System.Buffers.Text;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// Opaque tokens that only this server reads: bytes and their HMAC-SHA-256 in base64url (RFC 4648, section 5).
/// </summary>
internal static class AuthenticatedBytes
{
    public static string Encode(ReadOnlySpan<byte> content, byte[] key)
    {
        Span<byte> bytes = stackalloc byte[content.Length + HMACSHA256.HashSizeInBytes];
        content.CopyTo(bytes);
        HMACSHA256.HashData(key, content, bytes[content.Length..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>
    /// Decodes a token that one of the keys has authenticated. If it returns false, the content must not be used.
    /// </summary>
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
