namespace ChatApp.Api.Tests.Operation;

/// <summary>Header values, host names, paths and queries that must not cause a server error.</summary>
[TestFixture]
public sealed class UnusualHeadTests : MalformedRequests
{
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

    private async Task TryAsync(string request, string name, List<string> failures)
    {
        var before = Trail.Lines.Count;
        var answer = await RawHttp.HeadAsync(OwnServer, request).WithTimeout();
        if (StatusOf(answer) is < 100 or >= 500)
        {
            failures.Add($"{name}: {answer.Split('\r')[0]}");
        }

        failures.AddRange(Trail.Lines.Skip(before).Select(line => $"{name} was logged: {line}"));
    }
}
