using System.Security.Cryptography;
using ChatApp.Api.Telemetry;
using Json.Schema;

namespace ChatApp.Api.Tests.Operation;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class PublicEndpointTests(Database database) : ContractTests(database)
{
    private static readonly string[] Calls =
    [
        "post /api/v1/auth/register", "post /api/v1/auth/login", "post /api/v1/auth/refresh",
        "post /api/v1/auth/logout", "post /api/v1/auth/password",
        "post /api/v1/auth/ticket", "get /api/v1/auth/sessions", "delete /api/v1/auth/sessions/{id}",
        "get /api/v1/users/me", "patch /api/v1/users/me", "delete /api/v1/users/me",
        "get /api/v1/users/me/export",
        "get /api/v1/users", "get /api/v1/users/{user_id}",
        "put /api/v1/users/{user_id}/block", "delete /api/v1/users/{user_id}/block", "get /api/v1/users/me/blocks",
        "post /api/v1/messages/dm", "get /api/v1/messages/{id}", "patch /api/v1/messages/{id}",
        "delete /api/v1/messages/{id}",
        "put /api/v1/messages/{id}/reactions/{emoji}", "delete /api/v1/messages/{id}/reactions/{emoji}",
        "get /api/v1/messages/dm/{user_id}", "get /api/v1/messages/search", "get /api/v1/messages/conversations",
        "patch /api/v1/messages/conversations/{user_id}", "get /api/v1/messages/unread",
        "post /api/v1/messages/dm/{user_id}/read", "get /api/v1/sync",
        "get /health/live", "get /health/ready", "get /metrics", "get /.well-known/jwks.json",
    ];

    [TestCase("health/live")]
    [TestCase("health/ready")]
    public async Task Health_needs_no_token(string path)
    {
        using var client = Server.CreateClient();

        using var answer = await client.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_version_is_shown_everywhere()
    {
        using var client = Server.CreateClient();
        var version = ProductVersion.Text;

        var live = await client.GetAsync("health/live").JsonAsync(HttpStatusCode.OK);
        var description = await client.GetAsync("openapi/v1.json").JsonAsync(HttpStatusCode.OK);

        Assert.That(version, Does.Match(@"^\d+\.\d+\.\d+$"));
        Assert.That(live.Text("version"), Is.EqualTo(version));
        Assert.That(description.GetProperty("info").Text("version"), Is.EqualTo(version));
    }

    [Test]
    public async Task The_description_is_OpenAPI_3_1_and_lists_every_call_with_its_errors()
    {
        using var client = Server.CreateClient();

        var document = await client.GetAsync("openapi/v1.json").JsonAsync(HttpStatusCode.OK);

        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(call => $"{call.Name} {path.Name}"));
        Assert.That(document.Text("openapi"), Does.StartWith("3.1."));
        Assert.That(described, Is.EquivalentTo(Calls));
        var send = document.GetProperty("paths").GetProperty("/api/v1/messages/dm").GetProperty("post")
            .GetProperty("responses");
        Assert.That(
            send.Names(),
            Is.SupersetOf(new[] { "200", "201", "400", "401", "403", "404", "409", "413", "415", "429", "503" }));
        Assert.That(send.GetProperty("409").Text("description"), Does.Contain("client_message_id_conflict"));
    }

    [TestCase("/health/live")]
    [TestCase("/health/ready")]
    [TestCase("/.well-known/jwks.json")]
    public async Task A_call_outside_the_API_answers_as_described(string path)
    {
        using var pem = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.Combine(Path.GetTempPath(), $"{UniqueName.Next()}.pem");
        await File.WriteAllTextAsync(file, pem.ExportPkcs8PrivateKeyPem());
        await using var server = await StartServerAsync(("Jwt:SigningKey", null), ("Jwt:SigningKeyFile", file));
        using var client = server.CreateClient();
        File.Delete(file);

        var document = await client.GetAsync("openapi/v1.json").JsonAsync(HttpStatusCode.OK);
        using var answer = await client.GetAsync(path);

        var described = document.GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("responses")
            .GetProperty("200")
            .GetProperty("content").EnumerateObject().Single();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var result = JsonSchema.FromText(described.Value.GetProperty("schema").GetRawText())
            .Evaluate(body.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(described.Name));
        Assert.That(result.IsValid, Is.True, $"{body.RootElement}");
        Assert.That(ShapeOf(body.RootElement), Is.EqualTo(ShapeOf(described.Value.GetProperty("example"))),
            "nothing more, nothing less");
    }

    [Test]
    public async Task The_server_in_the_description_is_relative()
    {
        using var client = Server.CreateClient();

        var document = await client.GetAsync("openapi/v1.json").JsonAsync(HttpStatusCode.OK);

        var server = document.GetProperty("servers").EnumerateArray().Single().Text("url");
        Assert.That(
            new Uri(new Uri("https://chat.example/talk/openapi/v1.json"), server),
            Is.EqualTo(new Uri("https://chat.example/talk/")),
            "also under a path prefix");
    }

    [Test]
    public async Task The_API_pages_refer_to_no_other_host()
    {
        using var client = Server.CreateClient();

        var page = await client.GetStringAsync("docs/");

        Assert.That(page, Does.Contain("openapi/v1.json").And.Not.Contain("https://"));
    }

    [TestCase("health/live", HttpStatusCode.OK)]
    [TestCase("no/such/path", HttpStatusCode.NotFound)]
    [TestCase("api/v1/users/me", HttpStatusCode.Unauthorized)]
    [TestCase("docs/", HttpStatusCode.OK)]
    public async Task Every_answer_has_the_security_headers(string path, HttpStatusCode status)
    {
        using var client = Server.CreateClient();

        using var answer = await client.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(status));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
            Assert.That(answer.Headers.GetValues("X-Frame-Options"), Is.EqualTo(new[] { "DENY" }));
            Assert.That(answer.Headers.GetValues("Referrer-Policy"), Is.EqualTo(new[] { "no-referrer" }));
            Assert.That(
                answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("frame-ancestors 'none'"));
            Assert.That(answer.Headers.Contains("Server"), Is.False);
        }
    }

    [Test]
    public async Task Other_origins_are_allowed_only_if_configured()
    {
        await using var open = await StartServerAsync(("Cors:AllowedOrigins:0", "https://chat.example.com"));

        Assert.That(await AllowedOriginAsync(Server, "https://chat.example.com"), Is.Null);
        Assert.That(await AllowedOriginAsync(open, "https://chat.example.com"), Is.EqualTo("https://chat.example.com"));
        Assert.That(await AllowedOriginAsync(open, "https://chat.example.com.evil.org"), Is.Null);
    }

    // The names of the members and of their members.
    private static string ShapeOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "{"
            + string.Join(',', json.EnumerateObject().OrderBy(member =>
                member.Name, StringComparer.Ordinal).Select(Shape))
            + "}",
        JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(ShapeOf).Distinct())}]",
        _ => "",
    };

    private static string Shape(JsonProperty member) => $"{member.Name}{ShapeOf(member.Value)}";

    private static async Task<string?> AllowedOriginAsync(ChatTestServer server, string origin)
    {
        using var client = server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "health/live")
        {
            Headers = { { "Origin", origin } },
        };
        using var answer = await client.SendAsync(request);
        return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
    }
}
