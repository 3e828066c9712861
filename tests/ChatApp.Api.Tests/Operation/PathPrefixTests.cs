using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace ChatApp.Api.Tests.Operation;

/// <summary>
/// Behind a proxy the server does not see the URL that the client uses, so its references are relative to the request
/// (RFC 9110, section 10.2.2; RFC 8288). A prefix that the proxy does not remove is a setting.
/// </summary>
[TestFixture]
public sealed class PathPrefixTests() : ContractTests(Database.Sqlite)
{
    private static readonly Uri Outside = new("https://chat.example/any/prefix/");

    [TestCase("api/v1/users?search={start}&limit=1")]
    [TestCase("api/v1/auth/sessions?limit=1")]
    [TestCase("api/v1/messages/conversations?limit=1")]
    [TestCase("api/v1/messages/dm/{peer}?limit=1")]
    [TestCase("api/v1/messages/dm/{peer}?after={first}&limit=1")]
    public async Task The_link_to_the_next_page_is_relative_to_the_request(string path)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var start = alice.Username[..^1];
        await Server.RegisterAsync($"{start}-");
        await alice.LogInAsync();
        await alice.SendAsync(await Server.RegisterAsync(), "Hello!");
        var first = await alice.SendAsync(bob, "one");
        await alice.SendAsync(bob, "two");
        await alice.SendAsync(bob, "three");
        path = path.Replace("{peer}", $"{bob.Id}", StringComparison.Ordinal)
            .Replace("{first}", $"{first.Id}", StringComparison.Ordinal)
            .Replace("{start}", start, StringComparison.Ordinal);

        using var answer = await alice.HttpClient.GetAsync(path);

        var link = answer.Headers.GetValues("Link").Single();
        Assert.That(link, Does.Match("^<\\?[^<>]*limit=1[^<>]*>; rel=\"next\"$"));
        var outside = new Uri(new Uri(Outside, path), link.Split('<', '>')[1]);
        Assert.That(outside.AbsoluteUri, Does.StartWith(new Uri(Outside, path).GetLeftPart(UriPartial.Path) + "?"));
        var next = await alice.HttpClient.GetAsync(Outside.MakeRelativeUri(outside)).JsonAsync(HttpStatusCode.OK);
        Assert.That(next.GetArrayLength(), Is.EqualTo(1));
        Assert.That(next.GetRawText(), Is.Not.EqualTo(await answer.Content.ReadAsStringAsync()));
    }

    [TestCase("api/v1/auth/register")]
    [TestCase("api/v1/auth/register/")]
    [TestCase("API/V1/Auth/Register")]
    public async Task The_location_of_an_account_is_relative_to_the_request(string path)
    {
        using var client = Server.CreateClient();

        using var answer = await RegisterAsync(client, path);

        Assert.That(answer.Headers.Location?.OriginalString, Does.Not.StartWith("/").And.Not.Contain(":"));
        var id = (await answer.JsonAsync(HttpStatusCode.Created)).Text("id");
        var located = new Uri(new Uri(Outside, path), answer.Headers.Location);
        Assert.That(located.AbsoluteUri, Is.EqualTo($"{Outside}api/v1/users/{id}").IgnoreCase);
    }

    [TestCase("/docs", "docs/")]
    [TestCase("/docs?a=b", "docs/?a=b")]
    public async Task Redirects_to_API_pages_are_relative_to_the_request(string path, string location)
    {
        using var client = Server.CreateClient();

        using var answer = await client.GetAsync(path);

        AssertMoved(answer, location);
        using var page = await client.GetAsync(answer.Headers.Location);
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_described_server_is_relative_to_the_description()
    {
        using var client = Server.CreateClient();

        var document = await client.GetAsync("openapi/v1.json").JsonAsync(HttpStatusCode.OK);

        var server = document.GetProperty("servers").EnumerateArray().Single().Text("url");
        Assert.That(new Uri(new Uri(Outside, "openapi/v1.json"), server), Is.EqualTo(Outside));
    }

    [Test]
    public async Task No_answer_repeats_the_host_of_the_request()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "one");
        await alice.SendAsync(bob, "two");

        // Except /asyncapi.json, which must name a host and uses the one of the request.
        foreach (var request in new[]
        {
            "/docs", "/docs/", "/", "/openapi/v1.json", $"/api/v1/messages/dm/{bob.Id}?limit=1",
            "/api/v1/nothing", "/.well-known/jwks.json",
        })
        {
            var answer = await RawHttp.AskAsync(
                Server,
                $"GET {request} HTTP/1.1\r\nHost: backend.internal:8123\r\n"
                    + $"Authorization: Bearer {alice.AccessToken}\r\nConnection: close\r\n\r\n").WithTimeout();
            Assert.That(
                answer,
                Does.StartWith("HTTP/1.1 ").And.Not.Contain("backend.internal").And.Not.Contain(":8123"), request);
        }
    }

    [TestCase("chat.example", "https", true)]
    [TestCase("localhost:8000", "https", true, Description = "a proxy that sends the host of the server")]
    [TestCase("chat.example", "http", false)]
    [TestCase("localhost:8000", "http", false)]
    public async Task HSTS_behind_a_TLS_proxy_does_not_depend_on_the_host(
        string host, string scheme, bool isTold)
    {
        await using var server = await StartServerAsync(("Proxies:Networks:0", "127.0.0.1"));

        var answer = await RawHttp.AskAsync(
            server,
            $"GET /health/live HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: 192.0.2.1\r\n"
                + $"X-Forwarded-Proto: {scheme}\r\nConnection: close\r\n\r\n").WithTimeout();

        Assert.That(answer.Contains("\r\nStrict-Transport-Security: ", StringComparison.Ordinal), Is.EqualTo(isTold));
    }

    [Test]
    public async Task All_resources_are_under_the_configured_prefix()
    {
        await using var server = await StartServerAsync(("Server:PathBase", "/chat/app"));
        using var client = server.CreateClient();
        var prefix = new Uri(server.BaseAddress, "chat/app/");

        foreach (var (path, type) in new[]
        {
            ("", "text/html"), ("js/main.js", "text/javascript"), ("docs/", "text/html"),
            ("docs/swagger-ui.css", "text/css"), ("openapi/v1.json", "application/json"),
            ("asyncapi.json", "application/json"), ("health/live", "application/json"),
            ("health/ready", "application/json"), (".well-known/jwks.json", "application/jwk-set+json"),
        })
        {
            using var answer = await client.GetAsync(new Uri(prefix, path));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
            Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(type), path);
        }

        using var registered = await RegisterAsync(client, new Uri(prefix, "api/v1/auth/register").AbsoluteUri);
        var id = (await registered.JsonAsync(HttpStatusCode.Created)).Text("id");
        var located = new Uri(registered.RequestMessage!.RequestUri!, registered.Headers.Location!);
        Assert.That(located, Is.EqualTo(new Uri(prefix, $"api/v1/users/{id}")));
        await client.GetAsync(located).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Test]
    public async Task REST_and_the_socket_work_under_the_configured_prefix()
    {
        await using var server = await StartServerAsync(("Server:PathBase", "/chat"));
        var (alice, bob) = await RegisterTwoAsync(server);
        await alice.SendAsync(bob, "one");
        await alice.SendAsync(bob, "two");
        using var socket = new ClientWebSocket();
        var address = new Uri(server.BaseAddress, $"chat/ws/chat?token={bob.AccessToken}");
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, CancellationToken.None).WithTimeout();

        await alice.HttpClient
            .PostObjectAsync("chat/api/v1/messages/dm", new { recipient_id = bob.Id, content = "three" })
            .JsonAsync(HttpStatusCode.Created);

        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None).WithTimeout();
        var frame = JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, received.Count));
        Assert.That(frame.Text("content"), Is.EqualTo("three"));

        var texts = new List<string>();
        for (var next = $"{server.BaseAddress}chat/api/v1/messages/dm/{bob.Id}?limit=1"; next is not null;)
        {
            using var page = await alice.HttpClient.GetAsync(next);
            var messages = await page.JsonAsync(HttpStatusCode.OK);
            texts.AddRange(messages.EnumerateArray().Select(message => message.Text("content")));
            next = NextLink.Of(page);
            Assert.That(next, Is.Null.Or.StartsWith($"{server.BaseAddress}chat/api/v1/messages/dm/"));
        }

        Assert.That(texts, Is.EqualTo(new[] { "three", "two", "one" }));
    }

    [TestCase("health/live", HttpStatusCode.OK)]
    [TestCase("health/ready", HttpStatusCode.OK)]
    [TestCase("chatty/health/live", HttpStatusCode.NotFound)]
    [TestCase("chat/chat/health/live", HttpStatusCode.NotFound)]
    public async Task Health_is_available_without_the_prefix(string path, HttpStatusCode status)
    {
        await using var server = await StartServerAsync(("Server:PathBase", "/chat"));
        using var client = server.CreateClient();

        using var answer = await client.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task The_prefix_alone_redirects_to_the_page()
    {
        await using var server = await StartServerAsync(("Server:PathBase", "/chat"));
        using var client = server.CreateClient();

        using var answer = await client.GetAsync("chat?a=b");
        using var docs = await client.GetAsync("chat/docs");

        AssertMoved(answer, "chat/?a=b");
        AssertMoved(docs, "docs/");
    }

    [TestCase("GET", "/chat/", "script-src 'self'", null)]
    [TestCase("HEAD", "/chat/", "require-trusted-types-for", null)]
    [TestCase("GET", "/chat/docs/", "img-src 'self' data:", null)]
    [TestCase("HEAD", "/chat/docs/", "img-src 'self' data:", null)]
    [TestCase("GET", "/chat/api/v1/users/me", "default-src 'none'; object-src", "no-store")]
    [TestCase("HEAD", "/chat/api/v1/users/me", "default-src 'none'; object-src", "no-store")]
    public async Task The_headers_do_not_depend_on_the_prefix(
        string method, string path, string policy, string? cacheControl)
    {
        await using var server = await StartServerAsync(("Server:PathBase", "/chat"));

        var answer = await RawHttp.AskAsync(
            server, $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").WithTimeout();

        Assert.That(answer, Does.Contain(policy));
        Assert.That(answer, cacheControl is null ? Is.Not.Empty : Does.Contain($"Cache-Control: {cacheControl}\r\n"));
    }

    [Test]
    public async Task A_logout_under_the_prefix_is_not_cached()
    {
        await using var server = await StartServerAsync(("Server:PathBase", "/chat"));
        var alice = await server.RegisterAsync();

        using var answer = await alice.HttpClient.PostAsync("chat/api/v1/auth/logout", content: null);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
    }

    [Test]
    public async Task The_start_logs_the_URL_of_the_page()
    {
        using var trail = new LogTrail();
        var options = TestDatabases.Options(Database, ("Server:PathBase", "/chat")) with
        {
            Configure = builder => builder.Logging.AddProvider(trail).AddFilter<LogTrail>(null, LogLevel.Information),
        };
        await using var server = await ChatTestServer.StartAsync(options);

        var page = $"{server.BaseAddress}chat";
        Assert.That(trail.Lines, Has.Some.StartsWith($"Open {page} to chat, and {page}/docs "));
    }

    private static void AssertMoved(HttpResponseMessage answer, string location)
    {
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MovedPermanently));
        Assert.That(answer.Headers.Location?.OriginalString, Is.EqualTo(location));
    }

    private static Task<HttpResponseMessage> RegisterAsync(HttpClient client, string path) => client.PostObjectAsync(
        path,
        new { username = UniqueName.Next(), email = $"{UniqueName.Next()}@users.example", password = "correct horse" });
}
