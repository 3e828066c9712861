using System.Text;

namespace ChatApp.Fuzz.Tests.Inputs;

/// <summary>Values on which a careless server might fail.</summary>
internal static class Nasty
{
    /// <summary>
    /// Texts. Unpaired surrogates are in <see cref="JsonLiterals"/>, since UTF-8 cannot encode them.
    /// </summary>
    public static readonly string[] Texts =
    [
        "", " ", "\t\r\n", "\0", "a\0b", "\u0001\u001b[31m", "\ufeff", "\ufffe\uffff", "\u202e\u2066gnirts", "İıſK",
        "\u0130", "👩‍👩‍👧‍👦", "\U0010ffff",
        "Z" + new string('\u0351', 500), new string('x', 33), new string('x', 4_001), new string('漢', 4_000),
        new string('é', 20_000),
        "%", "_", "%%%_%", "\\", "'", "\"", "' OR 1=1 --", "'; DROP TABLE users; --", "\\'; SELECT pg_sleep(9); --",
        "{0}{1:X}%s%n", "${jndi:ldap://x}",
        "<script>alert(1)</script>", "../../../../etc/passwd", "a\r\nSet-Cookie: x=1", "a@b", "@", "a@b..c", "me",
        "null", "undefined", "NaN", "true",
        "-1", "0", "1", "200", "201", "2147483648", "9223372036854775808", "1e400", "-0", "0x10", "٣", "1 ",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-0000-0000-000000000000}", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999+14:00",
        "0001-01-01T00:00:00+14:00", "eyJhbGciOiJub25lIn0.e30.", "AAAA", "AT0", "====", "correct horse battery staple",
        "all", "message", "read", "delivered", "ping", "typing",
    ];

    /// <summary>JSON values, including malformed ones.</summary>
    public static readonly string[] JsonLiterals =
    [
        "null", "true", "false", "0", "-0", "-1", "1.5", "1e400", "-1e-400", "9223372036854775808",
        "123456789012345678901234567890", "01", "+1", ".5", "1.", "NaN",
        "Infinity", "0x1F", "[]", "{}", "[null]", "{\"a\":{\"b\":[]}}", "\"\\ud800\"", "\"\\udc00\\ud800\"",
        "\"\\u0000\"", "\"\\uD83D\\uDE00\"", "\"\\x41\"", "\"\\u12\"",
        "\"", "'single'", "\"tab\there\"", "\"line\nbreak\"", "undefined", "{\"$type\":\"System.Object\"}",
        "{\"__proto__\":{}}", "/* comment */ 1", "[1,]", "{,}",
        Nested('[', ']', 60), Nested('[', ']', 63), Nested('[', ']', 64), Nested('[', ']', 70), Nested('[', ']', 5_000),
        new string('[', 30_000),
        string.Concat(Enumerable.Repeat("{\"a\":", 1_000)),
    ];

    /// <summary>Bytes that are not UTF-8, or are UTF-8 of forbidden values.</summary>
    public static readonly byte[][] Bytes =
    [
        [0x00], [0xFF], [0xFE, 0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
        [0xEF, 0xBB, 0xBF], [0x80], [0x0D, 0x0A, 0x0D, 0x0A],
        [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0x00, 0x00, 0x00],
        .. new[] { "\r\n", "%00", "HTTP/1.1", "Transfer-Encoding: chunked\r\n", "Content-Length: 1\r\n", "\":", "\\u" }
            .Select(Encoding.ASCII.GetBytes),
    ];

    private static string Nested(char open, char close, int depth) =>
        new string(open, depth) + new string(close, depth);
}
