using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace ChatApp.Api.Connections;

/// <summary>
/// Refuses request heads that Kestrel accepts although RFC 9110 and 9112 forbid them, because a proxy in front may
/// interpret them differently. These are lines that end without a carriage return, header names with characters that
/// are not allowed in a token, and a Content-Length with a sign. Each gets a 400.
/// </summary>
internal static class StrictHeads
{
    private const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly Digits OfLength = new();

    public static void Apply(KestrelServerOptions options)
    {
        AppContext.SetSwitch(NoBareLineFeeds, true);
        options.RequestHeaderEncodingSelector = EncodingOf;
    }

    // Kestrel asks for the encoding of each header's value; null means the default. HTTP/2 pseudo-headers begin with a
    // colon.
    private static Digits? EncodingOf(string name) =>
        name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? OfLength
        : name.AsSpan().ContainsAnyExcept(TokenCharacters) && !name.StartsWith(':')
            ? throw new BadHttpRequestException("The name of a header is not a token.")
            : null;

    private sealed class Digits : ASCIIEncoding
    {
        // The number of digits of the largest possible length.
        private const int Longest = 19;

        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars) =>
            bytes.Length is > 0 and <= Longest && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                ? base.GetChars(bytes, chars)
                : throw new BadHttpRequestException("Content-Length is not a number.");
    }
}
