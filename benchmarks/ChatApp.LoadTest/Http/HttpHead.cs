using System.Buffers.Text;
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
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head.Slice(StatusStart, StatusDigits), out int status, out _))
        {
            throw new LoadTestException("The server sent something that is not an answer of HTTP/1.1.");
        }

        // Each server that this tool drives writes these names in the usual case.
        if (head.IndexOf("\r\nTransfer-Encoding: chunked\r\n"u8) >= 0)
        {
            return new HttpHead(status, true, 0);
        }

        var name = "\r\nContent-Length: "u8;
        var index = head.IndexOf(name);
        return index >= 0 && Utf8Parser.TryParse(head[(index + name.Length)..], out long length, out _)
            ? new HttpHead(status, false, length)
            : throw new LoadTestException("The server sent an answer without a length.");
    }
}
