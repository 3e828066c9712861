using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ChatApp.Api.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Limits;

/// <summary>
/// Requests that are answered without a valid token: each is listed in docs/security.md, is limited by address, and
/// costs little.
/// </summary>
public sealed partial class OpenRequestTests() : ContractTests(Database.Sqlite)
{
    // Answered before routing, so they have no endpoint.
    private static readonly string[] BesideTheRoutes =
    [
        "GET /", "GET /docs/", "GET /ws/chat", "OPTIONS", "any other path or method", "a call that needs a token",
        "a request that is no HTTP", "a frame",
    ];

    [Test]
    public void Each_open_request_is_listed_in_the_docs()
    {
        var routes = RoutesOf(Server).Where(route => !NeedsToken(route)).SelectMany(CallsOf);

        Assert.That(RowsOfTheTable(), Is.EquivalentTo(routes.Concat(BesideTheRoutes)));
    }

    [Test]
    public async Task Each_call_is_limited_by_address()
    {
        await using var server = await StartServerAsync(Strict);
        var calls = RoutesOf(server).SelectMany(CallsOf)
            .Concat(["GET /", "GET /docs/", "GET /ws/chat", "GET /nowhere"]);

        foreach (var call in calls)
        {
            await RefusedInTheEndAsync(server, call);
        }
    }

    [TestCase("OPTIONS /api/v1/users/me",
        "Connection: close\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n")]
    [TestCase("GET /api/v1/users/me", "Connection: close\r\nAuthorization: Bearer nonsense\r\n")]
    [TestCase("GET /api/v1/users/me", "Connection: close\r\nAuthorization: Bearer nonsense\r\nHost: evil.example\r\n",
        Description = "refused before the token is checked")]
    [TestCase("GET /api/v1/users/me", "Connection: close\r\nAuthorization: Bearer nonsense\r\nHost: xn--\r\n",
        Description = "refused before the token is checked")]
    [TestCase("GET /health/nothing", "Connection: close\r\n")]
    [TestCase("GET /js/main.js", "Connection: close\r\nAuthorization: Bearer nonsense\r\n")]
    [TestCase("GET /ws/chat", "Connection: Upgrade, close\r\nUpgrade: websocket\r\n")]
    [TestCase("GET /ws/chat", "Origin: https://evil.example\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")]
    public async Task A_bad_token_or_another_kind_of_request_does_not_evade_the_limit(string call, string headers)
    {
        await using var server = await StartServerAsync([.. Strict, ("Server:PublicUrl", "http://localhost:8000")]);
        await RefusedInTheEndAsync(server, call, headers);

        var answer = await RawHttp.AskAsync(server, Request(call, headers)).WithTimeout();
        answer = answer.Contains(" 429 ", StringComparison.Ordinal)
            ? answer
            : await RawHttp.AskAsync(server, Request(call, headers)).WithTimeout();

        Assert.That(answer, Does.StartWith("HTTP/1.1 429"));
        Assert.That(answer, Does.Contain("Retry-After: ").And.Contain("\"code\":\"rate_limited\""));
    }

    [Test]
    public async Task Health_checks_have_a_separate_limit()
    {
        await using var server = await StartServerAsync(Strict);
        await RefusedInTheEndAsync(server, "GET /docs/");

        Assert.That(await StatusOfAsync(server, "GET /health/ready"), Is.EqualTo(200));
    }

    [Test]
    public async Task A_refusal_is_held_back_for_a_second()
    {
        await using var server = await StartServerAsync(Strict);
        var begin = Stopwatch.GetTimestamp();

        await RefusedInTheEndAsync(server, "GET /docs/");

        Assert.That(Stopwatch.GetElapsedTime(begin), Is.GreaterThan(HeldRefusals.Hold * 0.95));
    }

    [Test]
    public async Task Strangers_at_the_same_address_do_not_block_a_logged_in_user()
    {
        await using var server = await StartServerAsync(Strict);
        var alice = await server.RegisterAsync();
        await RefusedInTheEndAsync(server, "GET /docs/");

        Assert.That((await alice.GetMeAsync()).Id, Is.EqualTo(alice.Id));
        await using var socket = await alice.ConnectAsync();
        await socket.PingAsync();
    }

    [Test]
    public async Task The_description_is_built_only_once()
    {
        var transformer = new CountingTransformer();
        await using var server = await ChatTestServer.StartAsync(TestDatabases.Options(Database) with
        {
            Configure = builder => builder.Services.Configure<OpenApiOptions>(
                "v1", options => options.AddDocumentTransformer(transformer)),
        });
        using var client = server.CreateClient();

        var texts = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => client.GetStringAsync(new Uri("openapi/v1.json", UriKind.Relative))));
        using var first = await client.GetAsync("openapi/v1.json");
        using var again = new HttpRequestMessage(HttpMethod.Get, "openapi/v1.json");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var unchanged = await client.SendAsync(again);

        Assert.That(transformer.Count, Is.EqualTo(1));
        Assert.That(texts, Is.All.EqualTo(texts[0]));
        Assert.That(unchanged.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    private static readonly (string Name, string? Value)[] Strict =
    [
        ("RateLimits:Enabled", "true"),
        .. new[] { "Anonymous", "Registrations", "Logins", "Refreshes", "Handshakes" }
            .Select(what => ($"RateLimits:{what}Burst", (string?)"1")),
        ("RateLimits:AnonymousPerMinute", "1"),
        .. new[] { "Registrations", "Logins", "Refreshes", "Handshakes" }
            .Select(what => ($"RateLimits:{what}PerMinute", (string?)"1")),
    ];

    private static IEnumerable<RouteEndpoint> RoutesOf(ChatTestServer server) =>
        server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static bool NeedsToken(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IAuthorizeData>() is not null
        && route.Metadata.GetMetadata<IAllowAnonymous>() is null;

    // HEAD is allowed wherever GET is, at the same cost.
    private static IEnumerable<string> CallsOf(RouteEndpoint route) =>
        route.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
            .Where(method => method != HttpMethods.Head)
            .Select(method => $"{method} /{route.RoutePattern.RawText!.TrimStart('/')}");

    private static IEnumerable<string> RowsOfTheTable()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "security.md"))
            .SkipWhile(line => line != "## Without a token")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        return lines.SkipWhile(line => !line.StartsWith("|--", StringComparison.Ordinal))
            .Select(line => Row().Match(line))
            .Where(match => match.Success)
            .SelectMany(match => match.Groups["what"].Value.Split(", "))
            .Select(what => what.Trim('`'));
    }

    // The bucket holds one request, so the first call can be within the limit.
    private static async Task RefusedInTheEndAsync(ChatTestServer server, string call, string headers = "")
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            if (await StatusOfAsync(server, call, headers) == 429)
            {
                return;
            }
        }

        Assert.Fail($"{call} is never refused.");
    }

    private static async Task<int> StatusOfAsync(ChatTestServer server, string call, string headers = "") => int.Parse(
        (await RawHttp.HeadAsync(server, Request(call, headers))).Split(' ')[1], CultureInfo.InvariantCulture);

    private static string Request(string call, string headers)
    {
        var host = headers.Contains("Host: ", StringComparison.Ordinal) ? "" : "Host: localhost\r\n";
        var head = $"{Parameter().Replace(call, $"{Guid.CreateVersion7()}")} HTTP/1.1\r\n{host}{headers}";
        return call.StartsWith("POST", StringComparison.Ordinal)
            ? $"{head}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}"
            : $"{head}\r\n";
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\| (?<what>[^|]+?) \| [^|]+ \| [^|]+ \|$")]
    private static partial Regex Row();

    private sealed class CountingTransformer : IOpenApiDocumentTransformer
    {
        private int _count;

        public int Count => _count;

        public Task TransformAsync(
            Microsoft.OpenApi.OpenApiDocument document,
            OpenApiDocumentTransformerContext context,
            CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }
    }
}
