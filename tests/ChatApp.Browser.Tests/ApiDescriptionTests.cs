using System.Text.Json;

namespace ChatApp.Browser.Tests;

/// <summary>The descriptions of the API and of the socket, as programs read them.</summary>
[TestFixture]
internal sealed class ApiDescriptionTests : BrowserTests
{
    [Test]
    public async Task Redocly_has_nothing_to_say_against_the_description_of_the_calls()
    {
        using var file = new TemporaryFile(await ReadAsync("openapi/v1.json"));

        var (code, output) = await Node.RunPackageAsync("@redocly/cli/bin/cli.js", "lint", "--extends", "recommended", file.Path);

        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("Your API description is valid").And.Not.Contain("warning"));
    }

    [Test]
    public async Task The_parser_of_AsyncAPI_has_nothing_to_say_against_the_description_of_the_socket()
    {
        using var file = new TemporaryFile(await ReadAsync("asyncapi.json"));

        var (code, output) = await Node.RunAsync("asyncapi.mjs", file.Path);

        Assert.That((code, output.Trim()), Is.EqualTo((0, "2 operations, 8 messages")));
    }

    [Test]
    public async Task A_generated_client_type_checks_a_program_that_then_talks_to_the_server()
    {
        await using var server = await StartServerAsync();
        using var client = server.CreateClient();
        using var file = new TemporaryFile(await client.GetStringAsync("openapi/v1.json"));
        var types = Path.Combine(Node.Directory, "Client", "api.d.ts");

        var generated = await Node.RunPackageAsync("openapi-typescript/bin/cli.js", file.Path, "--output", types);
        var check = await Node.RunPackageAsync("typescript/bin/tsc", "--project", "Client");
        var run = await Node.RunAsync("Client/talk.ts", server.BaseAddress.GetLeftPart(UriPartial.Authority), UniqueName.Next());

        Assert.That(generated.Code, Is.Zero, generated.Output);
        Assert.That(check, Is.EqualTo((0, "")));
        Assert.That((run.Code, run.Output.Trim()), Is.EqualTo((0, "1 Hello, Bob, Hello, Bob, user_not_found, 10")));
    }

    [Test]
    public async Task Every_call_says_what_it_does_what_it_takes_and_what_may_come_of_it()
    {
        using var document = JsonDocument.Parse(await ReadAsync("openapi/v1.json"));
        var lacks = new List<string>();
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var call in path.Value.EnumerateObject())
            {
                lacks.AddRange(LacksOf(call.Value).Select(lack => $"{call.Name} {path.Name}: {lack}"));
            }
        }

        Assert.That(lacks, Is.Empty);
    }

    [Test]
    public async Task What_is_sent_is_limited_as_the_contract_says()
    {
        using var document = JsonDocument.Parse(await ReadAsync("openapi/v1.json"));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        var (username, content) = (Property("Register", "username"), Property("SendMessageBody", "content"));

        Assert.That((Number(username, "minLength"), Number(username, "maxLength")), Is.EqualTo((3, 32)));
        Assert.That((Number(content, "minLength"), Number(content, "maxLength")), Is.EqualTo((1, 4_000)));
        Assert.That(
            schemas.GetProperty("SendMessageBody").GetProperty("required").EnumerateArray().Select(name => name.GetString()),
            Is.EquivalentTo(new[] { "recipient_id", "content" }));

        JsonElement Property(string schema, string name) => schemas.GetProperty(schema).GetProperty("properties").GetProperty(name);
        static int Number(JsonElement rule, string name) => rule.GetProperty(name).GetInt32();
    }

    private static IEnumerable<string> LacksOf(JsonElement call)
    {
        if (!Has(call, "summary"))
        {
            yield return "a summary";
        }

        foreach (var parameter in call.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [])
        {
            if (!Has(parameter, "description"))
            {
                yield return $"a description of {parameter.GetProperty("name")}";
            }
        }

        foreach (var (name, body) in BodiesOf(call))
        {
            foreach (var media in body.EnumerateObject().Where(media => !media.Value.TryGetProperty("example", out _) && !media.Value.TryGetProperty("examples", out _)))
            {
                yield return $"an example of {media.Name} for {name}";
            }
        }

        // What the code says of a parameter that the wire does not have.
        if (call.GetRawText().Contains("Ends the call", StringComparison.Ordinal))
        {
            yield return "a description of its own";
        }

        if (!call.GetProperty("responses").TryGetProperty("503", out _))
        {
            yield return "503";
        }
    }

    private static IEnumerable<(string Name, JsonElement Content)> BodiesOf(JsonElement call)
    {
        if (call.TryGetProperty("requestBody", out var request))
        {
            yield return ("what is sent", request.GetProperty("content"));
        }

        foreach (var response in call.GetProperty("responses").EnumerateObject())
        {
            if (response.Value.TryGetProperty("content", out var content))
            {
                yield return (response.Name, content);
            }
        }
    }

    private static bool Has(JsonElement json, string name) => json.TryGetProperty(name, out var text) && text.GetString() is { Length: > 0 };

    private static async Task<string> ReadAsync(string path)
    {
        await using var server = await StartServerAsync();
        using var client = server.CreateClient();
        return await client.GetStringAsync(path);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        // Tools tell what they read by the end of its name.
        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{UniqueName.Next()}.json");

        public void Dispose() => File.Delete(Path);
    }
}
