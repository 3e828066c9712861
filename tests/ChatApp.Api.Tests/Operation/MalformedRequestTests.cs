namespace ChatApp.Api.Tests.Operation;

/// <summary>Framing, heads, handshakes and parameters that the server refuses.</summary>
[TestFixture]
public sealed class MalformedRequestTests : MalformedRequests
{
    [Test]
    public async Task A_body_with_invalid_framing_is_a_400(
        [Values("80000000", "FFFFFFFFFFFFFFFFF", "7fffffff", "-1", "+2", "0x2", " 2", "zz", "", ";", "2;a=b\n")]
        string size,
        [Values("/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/messages/dm")] string path)
    {
        var before = Trail.Lines.Count;
        var answer = await RawHttp.HeadAsync(
            OwnServer,
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\n{Bearer("")}Content-Type: application/json\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n").WithTimeout();

        Assert.That(StatusOf(answer), Is.EqualTo(400));
        Assert.That(Trail.Lines.Skip(before), Is.Empty);
    }

    [TestCase("GET /health/live HTTP/1.1\nHost: localhost\r\n\r\n", Description = "a bare LF after the request line")]
    [TestCase("GET /health/live HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n", Description = "a bare LF after a header")]
    [TestCase("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\n", Description = "a bare LF at the end")]
    [TestCase("GET /health/live HTTP/1.1\nHost: localhost\n\n", Description = "only bare LFs")]
    [TestCase("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX Y: z\r\n\r\n")]
    [TestCase("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX : z\r\n\r\n")]
    [TestCase("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX\u0001: z\r\n\r\n")]
    [TestCase("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX(y): z\r\n\r\n")]
    [TestCase("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\u00e9: z\r\n\r\n")]
    [TestCase("POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: +2\r\n\r\n{}")]
    [TestCase("POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: -2\r\n\r\n{}")]
    [TestCase("POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0x2\r\n\r\n{}")]
    [TestCase("POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2, 2\r\n\r\n{}")]
    [TestCase("POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\ncontent-length: 00000000000000000002\r\n\r\n{}")]
    public async Task A_head_that_a_proxy_could_read_differently_is_a_400(string request)
    {
        var before = Trail.Lines.Count;
        var answer = await RawHttp.AskAsync(OwnServer, request).WithTimeout();

        Assert.That(StatusOf(answer), Is.EqualTo(400));
        Assert.That(Trail.Lines.Skip(before), Is.Empty);
    }

    [TestCase("Upgrade", "xwebsocketx")]
    [TestCase("Upgrade", "websocket2")]
    [TestCase("Upgrade", "websocket/13")]
    [TestCase("Sec-WebSocket-Key", "AAAAAAAAAAA AAAAAAAAAAA==")]
    [TestCase("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA= =")]
    [TestCase("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("Sec-WebSocket-Version", "+13")]
    public async Task An_invalid_handshake_opens_no_socket(string header, string value)
    {
        var headers = new Dictionary<string, string>
        {
            ["Host"] = "localhost",
            ["Upgrade"] = "websocket",
            ["Connection"] = "Upgrade",
            ["Sec-WebSocket-Version"] = "13",
            ["Sec-WebSocket-Key"] = "AAAAAAAAAAAAAAAAAAAAAA==",
        };
        Assert.That(StatusOf(await HandshakeAsync()), Is.EqualTo(101));

        headers[header] = value;
        Assert.That(StatusOf(await HandshakeAsync()), Is.EqualTo(426));

        Task<string> HandshakeAsync() => RawHttp.HeadAsync(
            OwnServer,
            $"GET /ws/chat?token={Alice.AccessToken} HTTP/1.1\r\n"
                + $"{string.Concat(headers.Select(one => $"{one.Key}: {one.Value}\r\n"))}\r\n").WithTimeout();
    }

    [TestCase("/api/v1/users?search=al&limit=0x10")]
    [TestCase("/api/v1/users?search=al&limit=%230A")]
    [TestCase("/api/v1/users?search=al&limit=%2B10")]
    [TestCase("/api/v1/users?search=al&limit=%2010")]
    [TestCase("/api/v1/users?search=al&limit=1%2C0")]
    [TestCase("/api/v1/users?search=al&limit=10&limit=20")]
    [TestCase("/api/v1/sync?limit=0x10")]
    [TestCase("/api/v1/messages/conversations?limit=0x10")]
    [TestCase("/api/v1/messages/conversations?before_at=12:00")]
    [TestCase("/api/v1/messages/conversations?before_at=2026-02-25T12:00:00")]
    [TestCase("/api/v1/users/%7B0197A1B2-0000-7000-8000-000000000000%7D")]
    [TestCase("/api/v1/users/0197A1B2000070008000000000000000")]
    [TestCase("/api/v1/messages/dm/%280197A1B2-0000-7000-8000-000000000000%29")]
    public async Task A_value_that_JSON_would_not_accept_is_a_400(string target)
    {
        var answer = await RawHttp.HeadAsync(
            OwnServer, $"GET {target} HTTP/1.1\r\nHost: localhost\r\n{Bearer("")}{Rest("X: y", null)}").WithTimeout();

        Assert.That(StatusOf(answer), Is.EqualTo(400));
    }

    [TestCase("/api/v1/users?search=al&limit=010")]
    [TestCase("/api/v1/messages/conversations?limit=10")]
    [TestCase("/api/v1/messages/conversations?limit=")]
    public async Task A_number_can_have_leading_zeros_or_be_empty(string target)
    {
        var answer = await RawHttp.HeadAsync(
            OwnServer, $"GET {target} HTTP/1.1\r\nHost: localhost\r\n{Bearer("")}{Rest("X: y", null)}").WithTimeout();

        Assert.That(StatusOf(answer), Is.EqualTo(200));
    }
}
