using System.Text.Json;
using System.Text.RegularExpressions;

namespace ChatApp.Browser.Tests;

/// <summary>The API and socket descriptions, as programs read them.</summary>
[TestFixture]
internal sealed partial class ApiDescriptionTests : BrowserTests
{
    [Test]
    public async Task Redocly_finds_no_error_in_the_OpenAPI_description()
    {
        using var file = new TemporaryFile(await ReadAsync("openapi/v1.json"));

        var (code, output) = await Node.RunPackageAsync(
            "@redocly/cli/bin/cli.js", "lint", "--extends", "recommended", file.Path);

        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("Your API description is valid").And.Not.Contain("warning"));
    }

    [Test]
    public async Task The_AsyncAPI_parser_finds_no_error_in_the_socket_description()
    {
        using var file = new TemporaryFile(await ReadAsync("asyncapi.json"));

        var (code, output) = await Node.RunAsync("asyncapi.mjs", file.Path);

        Assert.That((code, output.Trim()), Is.EqualTo((0, "2 operations, 19 messages")));
    }

    [Test]
    public async Task A_generated_client_compiles_and_works()
    {
        await using var server = await StartServerAsync();
        using var client = server.CreateClient();
        using var file = new TemporaryFile(await client.GetStringAsync("openapi/v1.json"));
        var types = Path.Combine(Node.Directory, "Client", "api.d.ts");

        var generated = await Node.RunPackageAsync("openapi-typescript/bin/cli.js", file.Path, "--output", types);
        var check = await Node.RunPackageAsync("typescript/bin/tsc", "--project", "Client");
        var run = await Node.RunAsync(
            "Client/talk.ts", server.BaseAddress.GetLeftPart(UriPartial.Authority), UniqueName.Next());

        Assert.That(generated.Code, Is.Zero, generated.Output);
        Assert.That(check, Is.EqualTo((0, "")));
        Assert.That((run.Code, run.Output.Trim()), Is.EqualTo((0, "1 Hello, Bob, Hello, Bob, user_not_found, 10")));
    }

    [Test]
    public async Task Every_call_has_a_complete_description()
    {
        using var document = JsonDocument.Parse(await ReadAsync("openapi/v1.json"));
        var lacks = new List<string>();
        foreach (var (name, call) in CallsOf(document))
        {
            lacks.AddRange(LacksOf(call).Select(lack => $"{name}: {lack}"));
            if (name.Contains("/api/", StringComparison.Ordinal)
                && !call.GetProperty("responses").TryGetProperty("503", out _))
            {
                lacks.Add($"{name}: 503");
            }
        }

        Assert.That(lacks, Is.Empty);
    }

    [Test]
    public async Task The_described_limits_are_those_of_the_contract()
    {
        using var document = JsonDocument.Parse(await ReadAsync("openapi/v1.json"));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        var (username, content) = (Property("RegisterBody", "username"), Property("SendMessageBody", "content"));

        Assert.That((Number(username, "minLength"), Number(username, "maxLength")), Is.EqualTo((3, 32)));
        Assert.That((Number(content, "minLength"), Number(content, "maxLength")), Is.EqualTo((1, 4_000)));
        Assert.That(
            schemas.GetProperty("SendMessageBody")
                .GetProperty("required").EnumerateArray()
                .Select(name => name.GetString()),
            Is.EquivalentTo(new[] { "recipient_id", "content" }));

        JsonElement Property(string schema, string name) =>
            schemas.GetProperty(schema).GetProperty("properties").GetProperty(name);
        static int Number(JsonElement rule, string name) => rule.GetProperty(name).GetInt32();
    }

    [Test]
    public async Task Every_call_has_a_unique_operation_id()
    {
        using var document = JsonDocument.Parse(await ReadAsync("openapi/v1.json"));

        var names = CallsOf(document)
            .ToDictionary(call => call.Name, call => call.Json.GetProperty("operationId").GetString());

        Assert.That(names, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["post /api/v1/auth/register"] = "register",
            ["post /api/v1/auth/login"] = "logIn",
            ["post /api/v1/auth/refresh"] = "refreshSession",
            ["post /api/v1/auth/logout"] = "logOut",
            ["post /api/v1/auth/password"] = "changePassword",
            ["post /api/v1/auth/ticket"] = "issueTicket",
            ["get /api/v1/auth/sessions"] = "listSessions",
            ["delete /api/v1/auth/sessions/{id}"] = "endSession",
            ["get /api/v1/users/me"] = "getMe",
            ["patch /api/v1/users/me"] = "updateMe",
            ["delete /api/v1/users/me"] = "closeAccount",
            ["get /api/v1/users/me/export"] = "export",
            ["get /api/v1/users"] = "searchUsers",
            ["get /api/v1/users/{user_id}"] = "getUser",
            ["put /api/v1/users/{user_id}/block"] = "blockUser",
            ["delete /api/v1/users/{user_id}/block"] = "unblockUser",
            ["get /api/v1/users/me/blocks"] = "listBlocks",
            ["post /api/v1/messages/dm"] = "sendMessage",
            ["get /api/v1/messages/{id}"] = "getMessage",
            ["patch /api/v1/messages/{id}"] = "editMessage",
            ["delete /api/v1/messages/{id}"] = "deleteMessage",
            ["put /api/v1/messages/{id}/reactions/{emoji}"] = "addReaction",
            ["delete /api/v1/messages/{id}/reactions/{emoji}"] = "removeReaction",
            ["get /api/v1/messages/dm/{user_id}"] = "getHistory",
            ["get /api/v1/messages/search"] = "searchMessages",
            ["get /api/v1/messages/conversations"] = "listConversations",
            ["patch /api/v1/messages/conversations/{user_id}"] = "updateConversation",
            ["get /api/v1/messages/unread"] = "getUnread",
            ["post /api/v1/messages/dm/{user_id}/read"] = "markRead",
            ["get /api/v1/sync"] = "getEvents",
            ["get /health/live"] = "getLiveness",
            ["get /health/ready"] = "getReadiness",
            ["get /metrics"] = "getMetrics",
            ["get /.well-known/jwks.json"] = "getSigningKeys",
        }));
        Assert.That(names.Values, Is.Unique);
    }

    [Test]
    public async Task Every_error_lists_its_codes_as_an_enum()
    {
        using var document = JsonDocument.Parse(await ReadAsync("openapi/v1.json"));
        var known = Codes(document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(
            "ApiProblem"));

        var errors = CallsOf(document)
            .SelectMany(call => call.Json.GetProperty("responses").EnumerateObject(), (call, answer) =>
                (Name: $"{call.Name} {answer.Name}", answer.Value))
            .Where(error => error.Value.TryGetProperty("content", out var content)
                && content.TryGetProperty("application/problem+json", out _))
            .Select(error => (error.Name,
                Problem: error.Value.GetProperty("content").GetProperty("application/problem+json")))
            .ToList();

        Assert.That(known, Does.Contain("user_not_found").And.Contain("not_found").And.Contain(
            "internal_error").And.Unique);
        Assert.That(errors, Has.Count.GreaterThan(50));
        foreach (var (name, problem) in errors)
        {
            var codes = Codes(problem.GetProperty("schema").GetProperty("allOf")[1]);
            Assert.That(codes, Is.SubsetOf(known), name);
            Assert.That(codes, Is.EquivalentTo(
                problem.GetProperty("examples").EnumerateObject().Select(example => example.Name)), name);
        }

        static List<string?> Codes(JsonElement schema) =>
            [.. schema.GetProperty("properties").GetProperty("code").GetProperty("enum").EnumerateArray().Select(code =>
                code.GetString())];
    }

    [TestCase("openapi/v1.json")]
    [TestCase("asyncapi.json")]
    public async Task The_descriptions_refer_to_no_internal_names(string path)
    {
        using var document = JsonDocument.Parse(await ReadAsync(path));

        var texts = TextsOf(document.RootElement).ToList();

        Assert.That(texts, Has.Count.GreaterThan(200), "the check must find something");
        Assert.That(texts.Where(text => Unavailable().IsMatch(text)), Is.Empty);
    }

    [Test]
    public async Task The_examples_use_the_names_of_the_readme()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository, "README.md"));
        using var document = JsonDocument.Parse(await ReadAsync("openapi/v1.json"));
        var calls = CallsOf(document).ToDictionary(call => call.Name, call => call.Json);

        var sent = new[] { Sent("post /api/v1/auth/register"), Sent("post /api/v1/auth/login") };
        Assert.That(sent.Where(body => !readme.Contains(body, StringComparison.Ordinal)), Is.Empty);

        // In the form of a command in the README.
        string Sent(string call) => JsonSerializer.Serialize(calls[call]
            .GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example"));
    }

    private static IEnumerable<(string Name, JsonElement Json)> CallsOf(JsonDocument document) =>
        document.RootElement.GetProperty("paths")
        .EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject(), (path, call) => ($"{call.Name} {path.Name}", call.Value));

    // Every text of a document.
    private static IEnumerable<string> TextsOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => TextsOf(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(TextsOf),
        JsonValueKind.String => [json.GetString()!],
        _ => [],
    };

    // Our own documents under any name (a section of an RFC is named together with the RFC), and names that only the
    // code has.
    [GeneratedRegex(@"contract|(?<!RFC \d+, )\bsection\b|docs/\w+|\.md\b|decision \d"
        + @"|cref=|<see |ChatApp\.\w|CancellationToken", RegexOptions.IgnoreCase)]
    private static partial Regex Unavailable();

    private static IEnumerable<string> LacksOf(JsonElement call)
    {
        if (!HasText(call, "summary"))
        {
            yield return "a summary";
        }

        foreach (var parameter in call.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray()
            : [])
        {
            if (!HasText(parameter, "description"))
            {
                yield return $"a description of {parameter.GetProperty("name")}";
            }
        }

        foreach (var (name, body) in BodiesOf(call))
        {
            foreach (var media in body.EnumerateObject().Where(media =>
                !media.Value.TryGetProperty("example", out _) && !media.Value.TryGetProperty("examples", out _)))
            {
                yield return $"an example of {media.Name} for {name}";
            }
        }

        // The text that the code has for a parameter that is not on the wire.
        if (call.GetRawText().Contains("Ends the call", StringComparison.Ordinal))
        {
            yield return "its own description";
        }
    }

    private static IEnumerable<(string Name, JsonElement Content)> BodiesOf(JsonElement call)
    {
        if (call.TryGetProperty("requestBody", out var request))
        {
            yield return ("the request body", request.GetProperty("content"));
        }

        foreach (var response in call.GetProperty("responses").EnumerateObject())
        {
            if (response.Value.TryGetProperty("content", out var content))
            {
                yield return (response.Name, content);
            }
        }
    }

    private static bool HasText(JsonElement json, string name) =>
        json.TryGetProperty(name, out var text) && text.GetString() is { Length: > 0 };

    private static async Task<string> ReadAsync(string path)
    {
        await using var server = await StartServerAsync();
        using var client = server.CreateClient();
        return await client.GetStringAsync(path);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        // Tools recognise the format by the file extension.
        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{UniqueName.Next()}.json");

        public void Dispose() => File.Delete(Path);
    }
}
