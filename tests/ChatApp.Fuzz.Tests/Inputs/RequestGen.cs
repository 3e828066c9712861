using System.Text;
using FsCheck;
using FsCheck.Fluent;
using static ChatApp.Fuzz.Tests.Inputs.JsonGen;

namespace ChatApp.Fuzz.Tests.Inputs;

/// <summary>HTTP requests to every path of the contract.</summary>
internal sealed class RequestGen(Known known)
{
    private static readonly string[] Methods =
        ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"];
    private static readonly string[] MediaTypes =
    [
        "application/json", "application/json; charset=utf-16", "application/json;;", "text/plain",
        "application/x-www-form-urlencoded", "multipart/form-data", "x", "*/*",
    ];

    private string Ids => $"\"{known.PeerId}\"";

    /// <summary>A correctly framed HTTP request.</summary>
    public Gen<Input> WellFramed => Whole.Select(request => new Input(InputKind.Request, request.Name, request.Bytes));

    /// <summary>A request with some changed bytes, or a handshake with any query.</summary>
    public Gen<Input> Broken => Gen.Frequency(
        (3, Whole.SelectMany(
            request => Gen.Constant(request.Bytes).Mutated(),
            (request, bytes) => new Input(InputKind.BrokenRequest, request.Name, bytes))),
        (1, Handshake.Select(bytes => new Input(InputKind.BrokenRequest, "handshake", bytes))),
        (1, Handshake.Mutated().Select(bytes => new Input(InputKind.BrokenRequest, "handshake", bytes))));

    private Gen<(string Name, byte[] Bytes)> Whole => Gen.OneOf(
        Call("POST", "/api/v1/auth/register", "", Document(
            ("username", ["\"fuzz_1\"", Quote(known.Username)]),
            ("email", ["\"fuzz@users.example\"", "\"a@b.example\""]),
            ("password", ["\"long enough for a password\""]))),
        Call("POST", "/api/v1/auth/login", "", Document(
            ("username", [Quote(known.Username), "\"fuzz@users.example\""]),
            ("password", ["\"wrong but long enough\""]),
            ("refresh_token", ["null", Quote(known.AccessToken)]))),
        Call(
            "POST",
            "/api/v1/auth/password",
            "",
            Document(
                ("current_password", ["\"wrong but long enough\""]),
                ("new_password", ["\"another that is long enough\""]))),
        Call("POST", "/api/v1/auth/refresh", "", Document(
            ("refresh_token", [Quote(known.AccessToken), "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""]),
            ("request_id", ["null", Quote($"{known.MessageId}")]))),
        Call("POST", "/api/v1/auth/ticket", "", Nothing),
        Call("GET", "/api/v1/auth/sessions", "before,limit", Nothing),
        Call("DELETE", "/api/v1/auth/sessions/*", "", Nothing),
        Call("GET", "/.well-known/jwks.json", "x", Nothing),
        Call("POST", "/api/v1/messages/dm", "", Document(
            ("recipient_id", [Ids, $"\"{known.UserId}\""]),
            ("content", ["\"Hello!\""]),
            ("client_message_id", ["null", $"\"{known.MessageId}\""]),
            ("reply_to_id", ["null", $"\"{known.MessageId}\""]),
            ("data", ["null", "{}", """{"a":[1e400,"x"]}"""]))),
        Call("POST", "/api/v1/messages/dm/*/read", "", Document(("message_id", [$"\"{known.MessageId}\""]))),
        Call("GET", "/api/v1/messages/dm/*", "before,after,around,limit", Nothing),
        Call("GET", "/api/v1/messages/*", "", Nothing),
        Call("GET", "/api/v1/messages/search", "q,with,before,limit", Nothing),
        Call("PATCH", "/api/v1/messages/*", "", Document(
            ("content", ["\"Hello!\""]), ("data", ["null", """{"a":1}"""]))),
        Call("GET", "/api/v1/messages/conversations", "before,before_at,limit", Nothing),
        Call("GET", "/api/v1/users", "search,after,limit", Nothing),
        Call("GET", "/api/v1/users/*", "limit", Nothing),
        Call("DELETE", "/api/v1/users/me", "", Document(
            ("password", ["\"wrong but long enough\""]),
            ("erase_messages", ["null", "true"]))),
        Call("GET", "/api/v1/users/me/export", "x", Nothing),
        Call("GET", "/api/v1/users/me/blocks", "before,limit", Nothing),
        Call("DELETE", "/api/v1/users/*/block", "", Nothing),
        Call("GET", "/api/v1/sync", "since,limit", Nothing),
        Call("GET", "/ws/chat", "token,ticket,since,events", Nothing),
        Call("GET", "/*", "x", Nothing));

    private static Gen<byte[]> Nothing =>
        Gen.Frequency((9, Gen.Constant(Array.Empty<byte>())), (1, Gen.Elements(Nasty.Bytes)));

    private Gen<byte[]> Handshake =>
        from query in Query("token,since,events,ticket")
        from key in Gen.Frequency(
            (5, Gen.Constant("AAAAAAAAAAAAAAAAAAAAAA==")), (1, Gen.Elements("", "AAAA", new string('A', 500))))
        from version in Gen.Frequency((9, Gen.Constant("13")), (1, Gen.Elements("", "8", "13, 8", "x")))
        select Encoding.UTF8.GetBytes(
            $"GET /ws/chat?token={known.AccessToken}&{query} HTTP/1.1\r\nHost: {known.Authority}\r\n"
            + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: {version}\r\nSec-WebSocket-Key: {key}\r\n\r\n");

    private Gen<(string Name, byte[] Bytes)> Call(string method, string path, string parameters, Gen<byte[]> body) =>
        from usedMethod in Gen.Frequency((12, Gen.Constant(method)), (1, Gen.Elements(Methods)))
        from id in Gen.Frequency(
            (3, Gen.Elements($"{known.PeerId}", $"{known.UserId}", $"{known.MessageId}")), (3, Encoded))
        from query in Query(parameters)
        from mediaType in Gen.Frequency((12, Gen.Constant(MediaTypes[0])), (1, Gen.Elements(MediaTypes)))
        from token in Gen.Frequency(
            (20, Gen.Constant(known.AccessToken)),
            (1, Gen.Elements("", "x", "eyJhbGciOiJub25lIn0.e30.", known.AccessToken[..^3] + "AAA")))
        from content in body
        select (
            $"{method} {path}",
            Write(usedMethod, path.Replace("*", id, StringComparison.Ordinal), query, mediaType, token, content));

    private Gen<string> Query(string parameters) =>
        from pairs in Gen.ArrayOf(
            from name in Gen.Elements(parameters.Split(','))
            from value in Gen.Frequency(
                (4, Gen.Elements($"{known.MessageId}", $"{known.PeerId}", known.Cursor, "50", "all")), (6, Encoded))
            from glue in Gen.Frequency((9, Gen.Constant("=")), (1, Gen.Elements("", "==", "[]=")))
            select $"{name}{glue}{value}").Resize(4)
        select string.Join('&', pairs);

    private static Gen<string> Encoded => Gen.Frequency(
        (8, Gen.Elements(Nasty.Texts)
            .Select(Uri.EscapeDataString)
            .Select(text => text[..Math.Min(text.Length, 4_000)])),
        (2, Gen.Elements(
            "%", "%00", "%zz", "%ff", "%c0%80", "%ed%a0%80", "%2e%2e%2f", "..", "//", "%25%32", "a+b",
            "#x", "?", ";")));

    private byte[] Write(string method, string path, string query, string mediaType, string token, byte[] content)
    {
        var head = new StringBuilder(
            $"{method} {path}{(query.Length == 0 ? "" : "?")}{query} HTTP/1.1\r\nHost: {known.Authority}\r\n");
        head.Append(token.Length == 0 ? "" : $"Authorization: Bearer {token}\r\n");
        head.Append(
            content.Length == 0 && method is "GET" or "HEAD"
                ? ""
                : $"Content-Type: {mediaType}\r\nContent-Length: {content.Length}\r\n");
        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. content];
    }
}
