using System.Text;

namespace ChatApp.Api.Tests.Operation;

/// <summary>The security headers of every answer, the allowed origins, and the absence of cookies.</summary>
[TestFixture]
public sealed class BrowserTests() : ContractTests(Database.Sqlite)
{
    private const string Friend = "https://chat.example.com";

    private const string UpgradeHeaders =
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

    private static readonly string[] Strangers =
    [
        "null",
        "https://evil.example",
        "http://chat.example.com",
        "https://chat.example.com.evil.example",
        "https://evil-chat.example.com",
        "https://sub.chat.example.com",
        "https://chat.example.com:444",
        "https://chat.example.com/",
        "https://chat.example.com https://evil.example",
        "chat.example.com",
        "https://chat.example.com@evil.example",
        "file://",
        "*",
    ];

    [TestCase("/api/v1/users/me")]
    [TestCase("/API/v1/users/me")]
    [TestCase("/Api/V1/Messages/Conversations")]
    public async Task API_answers_are_not_cached_for_any_spelling_of_the_path(string path)
    {
        var alice = await Server.RegisterAsync();

        using var answer = await alice.HttpClient.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
    }

    [TestCase("GET /health/live", 200)]
    [TestCase("GET /health/ready", 200)]
    [TestCase("GET /docs/", 200)]
    [TestCase("GET /openapi/v1.json", 200)]
    [TestCase("HEAD /docs/", 200)]
    [TestCase("GET /docs", 301)]
    [TestCase("GET /docs/swagger-ui.css", 200)]
    [TestCase("GET /asyncapi.json", 200)]
    [TestCase("GET /", 200)]
    [TestCase("HEAD /", 200)]
    [TestCase("GET /js/main.js", 200)]
    [TestCase("POST /", 405, "{}")]
    [TestCase("DELETE /js/main.js", 405)]
    [TestCase("GET /js/", 404)]
    [TestCase("GET /js/../appsettings.json", 404)]
    [TestCase("GET /%2e%2e/appsettings.json", 404)]
    [TestCase("GET /.well-known/jwks.json", 200)]
    [TestCase("GET /nowhere", 404)]
    [TestCase("GET /api/v1/users/me", 401)]
    [TestCase("GET /api/v1/auth/login", 405)]
    [TestCase("BREW /api/v1/auth/login", 405)]
    [TestCase("TRACE /api/v1/auth/login", 405)]
    [TestCase("POST /api/v1/auth/login", 400, "{")]
    [TestCase("POST /api/v1/auth/login", 401, "{\"username\":\"nobody\",\"password\":\"something\"}")]
    [TestCase("POST /api/v1/auth/login", 415, "username=x", "application/x-www-form-urlencoded")]
    [TestCase("GET /ws/chat", 426)]
    [TestCase("POST /ws/chat", 405, "{}")]
    [TestCase("GET /ws/chat", 101, null, "upgrade")]
    [TestCase("GET /ws/chat", 403, null, "upgrade from elsewhere")]
    public async Task Every_kind_of_answer_has_the_security_headers(
        string line, int status, string? body = null, string kind = "application/json")
    {
        var head = kind.StartsWith("upgrade", StringComparison.Ordinal)
            ? $"Connection: Upgrade{(kind == "upgrade" ? "" : ", close")}\r\n{UpgradeHeaders}"
                + (kind == "upgrade" ? "" : "Origin: https://evil.example\r\n")
            : "Connection: close\r\n"
                + (body is null ? "" : $"Content-Type: {kind}\r\nContent-Length: {body.Length}\r\n");

        var answer = await RawHttp.AskAsync(Server, $"{line} HTTP/1.1\r\nHost: localhost\r\n{head}\r\n{body}")
            .WithTimeout();

        Assert.That(answer, Does.StartWith($"HTTP/1.1 {status} "));
        AssertSecure(
            answer, line.Contains("/docs", StringComparison.Ordinal) || line.EndsWith(" /", StringComparison.Ordinal));
    }

    [Test]
    public async Task The_page_may_run_only_its_own_files()
    {
        using var client = Server.CreateClient();
        using var page = await client.GetAsync("/");
        using var script = await client.GetAsync("js/main.js");

        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.That(policy, Does.Contain("script-src 'self';").And.Contain("style-src 'self';"));
        Assert.That(policy, Does.Not.Contain("unsafe").And.Not.Contain("http"));
        Assert.That(page.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/html"));
        foreach (var answer in new[] { page, script })
        {
            Assert.That(answer.Headers.CacheControl?.NoCache, Is.True);
            using var again = new HttpRequestMessage(HttpMethod.Get, answer.RequestMessage!.RequestUri)
            {
                Headers = { IfNoneMatch = { answer.Headers.ETag! } },
            };
            using var unchanged = await client.SendAsync(again);
            Assert.That(unchanged.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        }
    }

    [Test]
    public async Task Only_the_page_is_compressed()
    {
        var alice = await Server.RegisterAsync();

        Assert.That(await EncodingOfAsync("js/main.js"), Is.EqualTo(new[] { "gzip" }));
        Assert.That(
            await EncodingOfAsync("api/v1/users/me"),
            Is.Empty,
            "an answer with a secret can also contain text of a stranger");

        async Task<ICollection<string>> EncodingOfAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path)
            {
                Headers = { AcceptEncoding = { new("gzip") } },
            };
            using var answer = await alice.HttpClient.SendAsync(request);
            return answer.Content.Headers.ContentEncoding;
        }
    }

    [Test]
    public async Task The_refusal_of_a_long_body_has_the_security_headers()
    {
        var answer = await RawHttp.AskAsync(
            Server,
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: 65537\r\n\r\n")
            .WithTimeout();

        Assert.That(answer, Does.StartWith("HTTP/1.1 413 "));
        AssertSecure(answer, isPage: false);
    }

    [Test]
    public async Task An_answer_without_content_has_the_security_headers()
    {
        var alice = await Server.RegisterAsync();

        var answer = await RawHttp.AskAsync(
            Server,
            "POST /api/v1/auth/logout HTTP/1.1\r\nHost: localhost\r\n"
            + $"Authorization: Bearer {alice.AccessToken}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .WithTimeout();

        Assert.That(answer, Does.StartWith("HTTP/1.1 204 "));
        AssertSecure(answer, isPage: false);
    }

    [Test]
    public async Task Pages_of_other_origins_cannot_call_the_API_or_open_sockets(
        [ValueSource(nameof(Strangers))] string origin)
    {
        await using var server = await StartServerAsync(("Cors:AllowedOrigins:0", Friend));
        var user = await server.RegisterAsync();

        const string Wishes =
            "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n";
        foreach (var (method, extra) in new[] { ("GET", ""), ("OPTIONS", Wishes) })
        {
            var answer = await RawHttp.AskAsync(
                server,
                $"{method} /api/v1/users/me HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\n"
                + $"{extra}Connection: close\r\n\r\n")
                .WithTimeout();
            Assert.That(answer, Does.Not.Contain("Access-Control-Allow").IgnoreCase);
            AssertSecure(answer, isPage: false);
        }

        var refusal = await Assert.ThrowsAsync<ChatSocketRefusedException>(
            () => user.ConnectAsync(new ChatSocketOptions { Origin = origin }));
        Assert.That(refusal!.Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Pages_of_a_configured_origin_can_call_the_API_without_cookies()
    {
        await using var server = await StartServerAsync(("Cors:AllowedOrigins:0", Friend));
        var user = await server.RegisterAsync();

        var preflight = await RawHttp.AskAsync(
            server,
            $"OPTIONS /api/v1/messages/dm HTTP/1.1\r\nHost: localhost\r\nOrigin: {Friend}\r\n"
            + "Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n")
            .WithTimeout();
        await using var socket = await user.ConnectAsync(new ChatSocketOptions { Origin = Friend });

        Assert.That(preflight, Does.Contain($"Access-Control-Allow-Origin: {Friend}\r\n"));
        Assert.That(preflight, Does.Not.Contain("Access-Control-Allow-Credentials").IgnoreCase);
        Assert.That(await socket.PingAsync(), Is.Not.Null);
    }

    [Test]
    public async Task Cookies_are_ignored()
    {
        var alice = await Server.RegisterAsync();
        var token = alice.AccessToken;
        var cookies = $"Cookie: token={token}; access_token={token}; Authorization=Bearer {token}\r\n";

        var rest = await RawHttp.AskAsync(
            Server, $"GET /api/v1/users/me HTTP/1.1\r\nHost: localhost\r\n{cookies}Connection: close\r\n\r\n")
            .WithTimeout();
        var socket = await RawHttp.AskAsync(
            Server,
            $"GET /ws/chat HTTP/1.1\r\nHost: localhost\r\n{cookies}Connection: Upgrade\r\n{UpgradeHeaders}\r\n")
            .WithTimeout();

        Assert.That(rest, Does.StartWith("HTTP/1.1 401 "));
        var frame = Encoding.Latin1.GetBytes(socket[(socket.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.That((frame[0], (frame[2] << 8) + frame[3]), Is.EqualTo((0x88, 4001)), "a close frame and its code");
    }

    private static void AssertSecure(string answer, bool isPage)
    {
        var head = answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(head, Does.Contain("\r\nX-Content-Type-Options: nosniff"));
            Assert.That(head, Does.Contain("\r\nX-Frame-Options: DENY"));
            Assert.That(head, Does.Contain("\r\nReferrer-Policy: no-referrer"));
            Assert.That(head, Does.Contain("\r\nCross-Origin-Resource-Policy: same-origin"));
            Assert.That(head, Does.Contain("\r\nContent-Security-Policy: default-src 'none'"));
            Assert.That(
                head,
                Does.Contain("object-src 'none'")
                    .And.Contain("base-uri 'none'")
                    .And.Contain("frame-ancestors 'none'"));
            Assert.That(
                head.Contains("script-src", StringComparison.Ordinal),
                Is.EqualTo(isPage),
                "only a page may run scripts");
            Assert.That(head, Does.Not.Contain("\r\nServer:").IgnoreCase);
            Assert.That(head, Does.Not.Contain("\r\nX-Powered-By").IgnoreCase);
            Assert.That(head, Does.Not.Contain("\r\nSet-Cookie").IgnoreCase);
        }
    }
}
