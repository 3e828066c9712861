using System.Buffers.Text;
using System.Text;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Http;

/// <summary>Of an answer's status line and headers, what says how it went and where it ends.</summary>
internal readonly record struct HttpHead(int Status, bool IsChunked, long Length)
{
    private const int StatusStart = 9;
    private const int StatusDigits = 3;

    /// <summary>Takes the head with the end of its last line.</summary>
    public static HttpHead Parse(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8)
            || !Utf8Parser.TryParse(head.Slice(StatusStart, StatusDigits), out int status, out _))
        {
            throw new LoadTestException("The server sent something that is not an answer of HTTP/1.1.");
        }

        // Names may have any case (RFC 9110, section 5.1): Kestrel and Node use the usual one, uvicorn small letters.
        for (var rest = head; rest.IndexOf("\r\n"u8) is var end and >= 0; rest = rest[(end + 2)..])
        {
            var line = rest[..end];
            if (StartsWith(line, "transfer-encoding: chunked"u8))
            {
                return new HttpHead(status, true, 0);
            }

            var name = "content-length: "u8;
            if (StartsWith(line, name) && Utf8Parser.TryParse(line[name.Length..], out long length, out _))
            {
                return new HttpHead(status, false, length);
            }
        }

        throw new LoadTestException("The server sent an answer without a length.");
    }

    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
}
