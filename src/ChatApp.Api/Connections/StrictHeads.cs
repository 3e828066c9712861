using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace ChatApp.Api.Connections;

/// <summary>
/// Refuses heads of requests that Kestrel takes though RFC 9110 and 9112 do not have them, and of which a proxy in
/// front may think otherwise: lines that end without a carriage return, names of headers with characters that are in no
/// token, and a length with a sign. Each is a 400.
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

    // Kestrel asks for each header how its value is to be read; null: as ever. What HTTP/2 has in the place of the
    // request's line begins with a colon.
    private static Digits? EncodingOf(string name) =>
        name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? OfLength
        : name.AsSpan().ContainsAnyExcept(TokenCharacters) && !name.StartsWith(':')
            ? throw new BadHttpRequestException("The name of a header is no token.")
            : null;

    private sealed class Digits : ASCIIEncoding
    {
        // Of the largest length that there can be.
        private const int Longest = 19;

        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars) =>
            bytes.Length is > 0 and <= Longest && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                ? base.GetChars(bytes, chars)
                : throw new BadHttpRequestException("Content-Length is no number.");
    }
}
