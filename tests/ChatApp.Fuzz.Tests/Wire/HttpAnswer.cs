using System.Globalization;
using System.Text;

namespace ChatApp.Fuzz.Tests.Wire;

/// <summary>An HTTP answer, parsed here and not by a library.</summary>
/// <param name="Status">The status; 101 starts a socket.</param>
/// <param name="Headers">The headers, names in lower case.</param>
/// <param name="Body">The body as text.</param>
internal sealed record HttpAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>Whether the connection can be reused.</summary>
    public bool GoesOn =>
        Status != 101
            && !(Headers.TryGetValue("connection", out var connection)
                && connection.Contains("close", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a whole answer; null if the connection ends before it.</summary>
    /// <exception cref="EndOfStreamException">The connection ended within the answer.</exception>
    /// <exception cref="FormatException">The answer is not HTTP.</exception>
    public static async Task<HttpAnswer?> ReadAsync(
        Connection connection, bool isToHead, CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(connection, cancellationToken) is not { } statusLine)
        {
            return null;
        }

        if (!statusLine.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
        {
            throw new FormatException($"Not a status line: {statusLine}");
        }

        var status = int.Parse(statusLine.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>();
        while (await ReadLineAsync(connection, cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon].ToLowerInvariant()] = line[(colon + 1)..].Trim();
        }

        return status is 100
            ? await ReadAsync(connection, isToHead, cancellationToken)
            : new HttpAnswer(
                status,
                headers,
                isToHead || status is 101 or 204 or 304
                    ? ""
                    : await ReadBodyAsync(connection, headers, cancellationToken));
    }

    private static async Task<string> ReadBodyAsync(
        Connection connection, Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (headers.TryGetValue("content-length", out var length))
        {
            return Encoding.UTF8.GetString(
                await connection.ReadAsync(int.Parse(length, CultureInfo.InvariantCulture), cancellationToken));
        }

        if (headers.GetValueOrDefault("transfer-encoding") != "chunked")
        {
            return "";
        }

        var body = new List<byte>();
        while (true)
        {
            var line = await ReadLineAsync(connection, cancellationToken) ?? throw new EndOfStreamException();
            var size = int.Parse(line, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.AddRange(await connection.ReadAsync(size, cancellationToken));
            await connection.ReadAsync(2, cancellationToken);
            if (size == 0)
            {
                return Encoding.UTF8.GetString([.. body]);
            }
        }
    }

    private static async Task<string?> ReadLineAsync(Connection connection, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            switch (await connection.ReadByteAsync(cancellationToken))
            {
                case -1 when line.Length == 0:
                    return null;
                case -1:
                    throw new EndOfStreamException();
                case '\n':
                    return line.ToString().TrimEnd('\r');
                case var character:
                    line.Append((char)character);
                    break;
            }
        }
    }
}
