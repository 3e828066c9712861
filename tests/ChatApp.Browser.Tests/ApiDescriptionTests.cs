using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ChatApp.Browser.Tests;

/// <summary>The OpenAPI document, as programs read it. Here, since the driver of the browser brings a Node that is new enough for the linter.</summary>
[TestFixture]
internal sealed class ApiDescriptionTests : BrowserTests
{
    [Test]
    public async Task The_linter_has_nothing_to_say_against_it()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{UniqueName.Next()}.json");
        try
        {
            await File.WriteAllTextAsync(file, await ReadAsync());

            var (code, output) = await LintAsync(file);

            Assert.That(code, Is.Zero, output);
            Assert.That(output, Does.Contain("Your API description is valid").And.Not.Contain("warning"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public async Task Every_call_says_what_it_does_what_it_takes_and_what_may_come_of_it()
    {
        using var document = JsonDocument.Parse(await ReadAsync());
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
        using var document = JsonDocument.Parse(await ReadAsync());
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

    private static async Task<string> ReadAsync()
    {
        await using var server = await StartServerAsync();
        using var client = server.CreateClient();
        return await client.GetStringAsync("openapi/v1.json");
    }

    private static async Task<(int Code, string Output)> LintAsync(string file)
    {
        var system = $"{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        var node = Path.Combine(AppContext.BaseDirectory, ".playwright", "node", system, "node");
        var linter = Path.Combine(Repository, "tests", "ChatApp.Browser.Tests", "node_modules", "@redocly", "cli", "bin", "cli.js");
        var start = new ProcessStartInfo(node, [linter, "lint", "--extends", "recommended", file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["REDOCLY_TELEMETRY"], start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"]) = ("off", "true");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, await output + await errors);
    }
}
