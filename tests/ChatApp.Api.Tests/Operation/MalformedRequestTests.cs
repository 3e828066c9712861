using System.Text;
using Microsoft.Extensions.Logging;

namespace ChatApp.Api.Tests.Operation;

/// <summary>
/// A request that a parser of the framework refuses is a client error: a 400 or a 415, or the value counts as absent.
/// It is never a server error, and it is not logged as one.
/// </summary>
[TestFixture]
public sealed class MalformedRequestTests() : ContractTests(Database.Sqlite)
{
    private const string Friend = "https://chat.example.com";

    // The bytes of "hé" in UTF-8, one char for each byte.
    private const string Accented = "h\u00c3\u00a9";

    private static readonly string[] Json =
    [
        "application/json", "Application/JSON", "application/json;", "application/json; charset=utf-8",
        "application/json;charset=utf8", "application/json; charset=\"utf-8\"",
        "application/json ; CHARSET=\"UTF8\"", "application/json;charset=UTF-8",
        "application/json; a=b; charset=utf-8", "application/json; a=\"b;c\"",
        "application/vnd.api+json; charset=utf-8",
    ];

    private static readonly string[] NotJson =
    [
        "application/json; charset=", "application/json;charset=\"\"", "application/json; a=",
        "application/json; charset=utf-8; a=", "application/json; =", "application/json; =a",
        "application/json; charset", "application/json; charset=utf-16", "application/json; charset=latin1",
        "application/json; charset=nonsense", "application/json; charset=utf-8; charset=utf-16",
        "application/json; charset=\"utf-8", "application/json; charset='utf-8'", "application/json; charset=utf-7",
        "application/json, text/plain", "application/json/json", "application/", "/json", "/", "json", ";",
        "; charset=utf-8", ",", "application/json charset=utf-8", "application/\u00c3\u00a9", "application/*", "*/*",
        "application/*+json", "application/x+json; a=", "application/json\r\nContent-Type: application/json",
        "text/plain; a=", "multipart/form-data; boundary=", "multipart/form-data",
        "application/x-www-form-urlencoded; charset=",
    ];

    private static readonly string[] Headers =
    [
        "Accept: application/json; q=", "Accept: application/json; charset=", "Accept: */*;q=",
        "Accept: text/html; level=", "Accept: ;", "Accept: ,,,", "Accept: a/b; c=\"", "Accept: application/json;q=2",
        "Accept: */json", "Accept: *", "Accept: /", "Accept: \u00c3\u00a9", "Accept: application/json;q=0",
        "Accept: text/html;=", "Accept-Encoding: gzip;q=", "Accept-Encoding: ;", "Accept-Encoding: gzip;q=x, ,",
        "Accept-Language: de;q=", "Accept-Charset: utf-8;q=", "Accept-Charset: utf-16", "Authorization: ",
        "Authorization: Bearer", "Authorization: Bearer \u00c3\u00a9", "Authorization: Bearer a b",
        "Authorization: Basic", "Authorization: =", "Authorization: Bearer ..", "Authorization: Bearer eyJ.eyJ.",
        "Cookie: =", "Cookie: ;;;", "Cookie: a=\u00c3\u00a9", "Cookie: a=\"", "Cookie: a=%zz", "Range: bytes=",
        "Range: bytes=9-1", "Range: bytes=-", "Range: bytes=0-99999999999999999999", "Range: bytes=99999999-",
        "Range: bytes=0-0,5-6", "Range: =", "Range: x", "Range: bytes=0-1\r\nIf-Range: \"",
        "Range: bytes=0-1\r\nIf-Range: x", "If-None-Match: \"", "If-None-Match: W/", "If-None-Match: ,",
        "If-None-Match: \u00c3\u00a9", "If-Match: x", "If-Modified-Since: x",
        "If-Modified-Since: Thu, 99 Foo 0000 99:99:99 GMT", "If-Unmodified-Since: 0", "Origin: x",
        "Origin: https://", "Origin: https://[", "Origin: \u00c3\u00a9",
        "Origin: https://\u00de\u008b\u00de\u00a8\u00de\u0088\u00de\u00ac", "Origin: https://a:99999", "Origin: ://",
        "Origin: :", $"Origin: {Friend}\r\nAccess-Control-Request-Method: \u00c3\u00a9",
        $"Origin: {Friend}\r\nAccess-Control-Request-Method: ",
        $"Origin: {Friend}\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: \u00c3\u00a9",
        $"Origin: {Friend}\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: ,,;=",
        "Access-Control-Request-Private-Network: x", "X-Forwarded-For: \u00c3\u00a9",
        "X-Forwarded-For: 1.2.3.4:99999", "X-Forwarded-For: [::1", "X-Forwarded-For: ,", "X-Forwarded-For: a,,b",
        "X-Forwarded-For: 1.2.3.4, ", "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: \u00c3\u00a9",
        "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: a b", "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: ,",
        "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: javascript", "X-Forwarded-Host: \u00c3\u00a9",
        "X-Forwarded-Prefix: \u00c3\u00a9", "Forwarded: for=\"", "X-Original-Host: [", "traceparent: x",
        "traceparent: 00-0-0-0", "tracestate: =", "baggage: =", "baggage: a=%zz",
        "baggage: \u00c3\u00a9=\u00c3\u00a9", "Correlation-Context: =,=", "Request-Id: |",
        "User-Agent: \u00c3\u00a9", "User-Agent: ", "Content-Type: ;", "Content-Type: a/b; c=",
        "Content-Encoding: x", "Connection: x", "Upgrade: \u00c3\u00a9", "TE: ;", "Via: =",
        "Sec-WebSocket-Version: x", "Sec-WebSocket-Protocol: =", "Sec-WebSocket-Extensions: permessage-deflate; =",
        "Prefer: =", "HTTP2-Settings: =", "Date: x", "Cache-Control: =",
    ];

    private static readonly string[] Hosts =
    [
        "", "a:99999", "a:b", "a:", ":80", "[::1", "[::1]:", "[::1]:b", "[]", "[", "]", "a_b", "a b", "a..b", ".",
        "-", "xn--", "xn--zzzz9999zzzz", "a%b", "a%zz", "a@b", "a/b", "a,b", "\u00c3\u00a9", "a\r\nHost: b", "127.1",
        "0x7f.1", "999.999.999.999", "a!b", "$", "~", "_", "a;b", "a=b", "localhost:99999", "a:0",
        "1.2.3.4.5", "xn--a..b",
    ];

    private static readonly string[] Targets =
    [
        "/api/v1/users?%", "/api/v1/users?%zz=%zz", "/api/v1/users?=", "/api/v1/users?&&&",
        "/api/v1/users?search=al&limit=%ff", "/api/v1/users?search=%ed%a0%80", "/api/v1/users?search=%00",
        "/api/v1/users?search=al&limit[", "/api/v1/users?search=al&limit[0]=1", "/api/v1/users?a[b]=c&a[=d",
        "/api/v1/users?[",
        "/api/v1/users?].", "/api/v1/users?search=al&limit=1&limit=2", "/api/v1/users?search=al&limit=+1",
        "/api/v1/users?search=al&limit=1e3",
        "/api/v1/users?search=al&limit=99999999999999999999", "/api/v1/users?search=al&limit=%D9%A1",
        "/api/v1/messages/conversations?before_at=x",
        "/api/v1/messages/conversations?before_at=0001-01-01T00:00:00%2B14:00",
        "/api/v1/messages/conversations?before_at=9999-12-31T23:59:59.9999999-14:00",
        "/api/v1/messages/conversations?before_at=2026-02-30",
        "/api/v1/messages/conversations?before=x&before_at=1/1/1", "/api/v1/users/%", "/api/v1/users/%zz",
        "/api/v1/users/%ff", "/api/v1/users/%c0%ae", "/api/v1/users/a%2Fb", "/api/v1/users/%5c",
        "/api/v1/users/{id}", "/api/v1/users/..%2f..%2f", "/api/v1/sync?since=%ff", "/%ff", "/%c0%ae%c0%ae/",
        "/js/%5c..%5c", "/js/%ff", "/js/..%2fappsettings.json", "/docs/%ff", "/docs/%5c", "/docs//", "//docs", "//",
        "/js/main.js?%", "/docs?%zz", "/openapi/v1.json?%zz", "/asyncapi.json?%zz", "/openapi/%ff.json", "/health/%ff",
        "/ws/chat?token=%ff", "/ws/chat?ticket=%ff&ticket=%00", "/ws/chat?since=%ff&events=%ff", "/ws/chat?%", "/?%",
        "/%2e%2e/", "/.well-known/%ff", "*", "/" + "a%2f",
    ];

    private readonly LogTrail _trail = new();
    private ChatTestServer _server = null!;
    private ChatUser _alice = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        (string, string?)[] settings = [("Cors:AllowedOrigins:0", Friend), ("Proxies:Networks:0", "127.0.0.1")];
        _server = await ChatTestServer.StartAsync(TestDatabases.Options(Database, settings) with
        {
            Configure = builder => builder.Logging.AddProvider(_trail).AddFilter<LogTrail>(null, LogLevel.Error),
        });
        _alice = await _server.RegisterAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _trail.Dispose();
    }

    [Test]
    public async Task JSON_in_UTF_8_is_read_in_every_spelling([ValueSource(nameof(Json))] string contentType)
    {
        var login = await PostAsync(
            "/api/v1/auth/login",
            contentType,
            $$"""{"username":"{{_alice.Username}}","password":"{{_alice.Password}}"}""");
        var message = await PostAsync(
            "/api/v1/messages/dm", contentType, $$"""{"recipient_id":"{{_alice.Id}}","content":"{{Accented}}"}""");

        Assert.That((StatusOf(login), StatusOf(message)), Is.EqualTo((200, 201)));
        Assert.That(message, Does.Contain($"\"content\":\"{Accented}\""));
    }

    [Test]
    public async Task An_invalid_or_other_content_type_is_a_415([ValueSource(nameof(NotJson))] string contentType)
    {
        foreach (var (path, body) in new[]
        {
            ("/api/v1/auth/login", """{"username":"alice","password":"wrong password"}"""),
            ("/api/v1/auth/refresh", "{}"), ("/api/v1/messages/dm", "{}"),
            ($"/api/v1/messages/dm/{_alice.Id}/read", ""),
        })
        {
            var before = _trail.Lines.Count;
            var answer = await PostAsync(path, contentType, body);

            Assert.That(StatusOf(answer), Is.EqualTo(415), path);
            Assert.That(answer, Does.Contain("application/problem+json"));
            Assert.That(answer, Does.Contain("\"code\":\"unsupported_media_type\""));
            Assert.That(_trail.Lines.Skip(before), Is.Empty);
        }
    }

    [Test]
    public async Task No_header_value_causes_a_server_error([ValueSource(nameof(Headers))] string header)
    {
        var failures = new List<string>();
        foreach (var (target, body) in new (string, string?)[]
        {
            ("GET /api/v1/users?search=al&limit=1", null), ("GET /api/v1/sync", null),
            ("POST /api/v1/messages/dm", "{}"),
            ("POST /api/v1/auth/login", "{}"),
            ("GET /", null), ("GET /js/main.js", null), ("HEAD /style.css", null), ("GET /docs", null),
            ("GET /docs/swagger-ui.css", null), ("GET /openapi/v1.json", null), ("GET /asyncapi.json", null),
            ("GET /health/ready", null), ("GET /.well-known/jwks.json", null), ("GET /nowhere", null),
            ("GET /ws/chat", null), ("OPTIONS /api/v1/messages/dm", null),
            ("GET /ws/chat?token=x", "upgrade"),
        })
        {
            var bearer = target.Contains("/api/", StringComparison.Ordinal) ? Bearer(header) : "";
            await TryAsync($"{target} HTTP/1.1\r\nHost: localhost\r\n{bearer}{Rest(header, body)}", target, failures);
        }

        Assert.That(failures, Is.Empty);
    }

    [Test]
    public async Task No_host_name_causes_a_server_error([ValueSource(nameof(Hosts))] string host)
    {
        var failures = new List<string>();
        string[] targets =
        [
            "GET /api/v1/users?search=al&limit=1", "GET /docs", "GET /", "GET /ws/chat", "GET /openapi/v1.json",
            "GET /asyncapi.json",
        ];
        foreach (var target in targets)
        {
            var rest = target == "GET /ws/chat" ? Rest("Origin: https://localhost", "upgrade") : Rest("X: y", null);
            await TryAsync($"{target} HTTP/1.1\r\nHost: {host}\r\n{Bearer("")}{rest}", target, failures);
        }

        Assert.That(failures, Is.Empty);
    }

    [Test]
    public async Task No_path_or_query_causes_a_server_error([ValueSource(nameof(Targets))] string target)
    {
        var failures = new List<string>();
        foreach (var method in new[] { "GET", "HEAD", "POST", "OPTIONS" })
        {
            var rest = Rest("X: y", method == "POST" ? "{}" : null);
            await TryAsync($"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{Bearer("")}{rest}", method, failures);
        }

        await TryAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\n{Rest("X: y", "upgrade")}", "upgrade", failures);
        Assert.That(failures, Is.Empty);
    }

    [Test]
    public async Task A_body_with_invalid_framing_is_a_400(
        [Values("80000000", "FFFFFFFFFFFFFFFFF", "7fffffff", "-1", "+2", "0x2", " 2", "zz", "", ";", "2;a=b\n")]
        string size,
        [Values("/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/messages/dm")] string path)
    {
        var before = _trail.Lines.Count;
        var answer = await RawHttp.HeadAsync(
            _server,
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\n{Bearer("")}Content-Type: application/json\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n").WithTimeout();

        Assert.That(StatusOf(answer), Is.EqualTo(400));
        Assert.That(_trail.Lines.Skip(before), Is.Empty);
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
        var before = _trail.Lines.Count;
        var answer = await RawHttp.AskAsync(_server, request).WithTimeout();

        Assert.That(StatusOf(answer), Is.EqualTo(400));
        Assert.That(_trail.Lines.Skip(before), Is.Empty);
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
            _server,
            $"GET /ws/chat?token={_alice.AccessToken} HTTP/1.1\r\n"
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
            _server, $"GET {target} HTTP/1.1\r\nHost: localhost\r\n{Bearer("")}{Rest("X: y", null)}").WithTimeout();

        Assert.That(StatusOf(answer), Is.EqualTo(400));
    }

    [TestCase("/api/v1/users?search=al&limit=010")]
    [TestCase("/api/v1/messages/conversations?limit=10")]
    [TestCase("/api/v1/messages/conversations?limit=")]
    public async Task A_number_can_have_leading_zeros_or_be_empty(string target)
    {
        var answer = await RawHttp.HeadAsync(
            _server, $"GET {target} HTTP/1.1\r\nHost: localhost\r\n{Bearer("")}{Rest("X: y", null)}").WithTimeout();

        Assert.That(StatusOf(answer), Is.EqualTo(200));
    }

    private async Task TryAsync(string request, string name, List<string> failures)
    {
        var before = _trail.Lines.Count;
        var answer = await RawHttp.HeadAsync(_server, request).WithTimeout();
        if (StatusOf(answer) is < 100 or >= 500)
        {
            failures.Add($"{name}: {answer.Split('\r')[0]}");
        }

        failures.AddRange(_trail.Lines.Skip(before).Select(line => $"{name} was logged: {line}"));
    }

    private Task<string> PostAsync(string path, string contentType, string body) => RawHttp.AskAsync(
        _server,
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\n{Bearer("")}"
            + $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}").WithTimeout();

    // Not if the tested header is itself an Authorization header.
    private string Bearer(string header) =>
        header.StartsWith("Authorization", StringComparison.Ordinal)
            ? ""
            : $"Authorization: Bearer {_alice.AccessToken}\r\n";

    private static string Rest(string header, string? body) => body switch
    {
        null => $"{header}\r\nConnection: close\r\n\r\n",
        "upgrade" => $"{header}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
        _ => $"{header}\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Encoding.Latin1.GetByteCount(body)}\r\n\r\n{body}",
    };

    private static int StatusOf(string answer) =>
        answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3)) : 0;
}
