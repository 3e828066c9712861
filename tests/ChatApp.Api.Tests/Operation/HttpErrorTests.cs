namespace ChatApp.Api.Tests.Operation;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class HttpErrorTests(Database database) : ContractTests(database)
{
    [TestCase("api/v1/nothing/here")]
    [TestCase("openapi/v2.json")]
    [TestCase("docs/nothing")]
    public async Task An_unknown_path_is_not_found(string path)
    {
        using var client = Server.CreateClient();

        await client.GetAsync(path).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Test]
    public async Task The_readme_quotes_the_answer_to_a_call_without_a_token()
    {
        using var client = Server.CreateClient();

        var answer = client.GetAsync("api/v1/users/me");

        var problem = await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var detail = problem.GetProperty("detail").GetString();
        Assert.That(detail, Is.EqualTo("The access token is missing or expired; log in or refresh."));
        Assert.That(readme, Does.Contain($"\"{detail}\""));
    }

    [Test]
    public async Task A_wrong_method_is_refused_with_the_allowed_ones()
    {
        using var client = Server.CreateClient();

        using var answer = await client.GetAsync("api/v1/auth/login");

        await answer.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.That(answer.Content.Headers.Allow, Is.EqualTo(new[] { "POST" }));
    }

    [TestCase("username=alice")]
    [TestCase("{\"content\":\"a[b\"}=")]
    public async Task A_wrong_media_type_is_refused(string body)
    {
        var alice = await Server.RegisterAsync();

        foreach (var path in (string[])
            ["api/v1/auth/login", "api/v1/messages/dm", $"api/v1/messages/dm/{alice.Id}/read"])
        {
            await alice.HttpClient.PostTextAsync(path, body, "application/x-www-form-urlencoded")
                .ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        }
    }

    [TestCase("text/json")]
    [TestCase("application/jsonl")]
    public async Task A_media_type_similar_to_JSON_is_refused(string mediaType)
    {
        using var client = Server.CreateClient();

        await client.PostTextAsync(
            "api/v1/auth/login", "{\"username\":\"alice\",\"password\":\"wrong password\"}", mediaType)
            .ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [TestCase("health/live")]
    [TestCase("health/ready")]
    public async Task Health_endpoints_accept_only_GET_and_HEAD(string path)
    {
        using var client = Server.CreateClient();

        using var answer = await client.PostAsync(path, content: null);

        await answer.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.That(answer.Content.Headers.Allow, Is.EqualTo(new[] { "GET", "HEAD" }));
    }

    [TestCase("{}")]
    [TestCase("{\"username\":\"alice\",\"password\":\"odd\"}")]
    public async Task An_encoding_other_than_UTF_8_is_a_wrong_media_type(string body)
    {
        using var client = Server.CreateClient();

        await client.PostTextAsync("api/v1/auth/login", body, "application/json; charset=utf-16")
            .ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Test]
    public async Task A_body_can_have_64_KiB_at_most()
    {
        var alice = await Server.RegisterAsync();
        var largest = Bodies.MessageOfSize(alice.Id, Bodies.Largest);
        var tooLarge = Bodies.MessageOfSize(alice.Id, Bodies.Largest + 1);

        using var read = await alice.HttpClient.PostBytesAsync("api/v1/messages/dm", largest);
        using var refused = await alice.HttpClient.PostBytesAsync("api/v1/messages/dm", tooLarge);

        Assert.That(read.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        await refused.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
    }

    [TestCase("{")]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("\"text\"")]
    [TestCase("{\"username\":\"a\"}{}")]
    public async Task A_body_that_is_not_a_JSON_object_is_refused(string body)
    {
        using var client = Server.CreateClient();

        await client.PostTextAsync("api/v1/auth/login", body)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Test]
    public async Task Deep_nesting_is_refused()
    {
        using var client = Server.CreateClient();
        var nested = "{\"username\":" + new string('[', 5_000) + new string(']', 5_000) + "}";

        await client.PostTextAsync("api/v1/auth/login", nested)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Test]
    public async Task Unknown_members_are_ignored()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var body = new
        {
            recipient_id = bob.Id,
            content = "hello",
            sender_id = bob.Id,
            seq = 99,
            id = bob.Id,
            anything = new { },
        };

        var message = await alice.HttpClient.PostObjectAsync("api/v1/messages/dm", body)
            .JsonAsync(HttpStatusCode.Created);

        Assert.That(message.Text("sender_id"), Is.EqualTo(alice.Id.ToString()));
        Assert.That(message.GetProperty("seq").GetInt64(), Is.EqualTo(1));
        Assert.That(message.Text("id"), Is.Not.EqualTo(bob.Id.ToString()));
    }
}
