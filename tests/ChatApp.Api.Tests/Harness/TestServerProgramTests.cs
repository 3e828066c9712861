using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace ChatApp.Api.Tests.Harness;

/// <summary>The program for clients in other languages, as a process.</summary>
public sealed class TestServerProgramTests
{
    [Test]
    public async Task It_serves_its_users_and_obeys_until_the_end_of_input()
    {
        using var program = Start("dotnet", [Repository.TestServer, "--users", "alice,bob", "--fake-clock"]);
        using var ready = await NextAsync(program);
        var alice = ready.RootElement.GetProperty("users").GetProperty("alice");
        var address = ready.RootElement.GetProperty("address").GetString()!;
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", alice.GetProperty("access_token").GetString());

        Assert.That((await client.GetFromJsonAsync<Account>("api/v1/users/me", ChatJson.Options))!.Username,
            Is.EqualTo("alice"));
        Assert.That(await AskAsync(program, new { command = "restart" }), Does.Contain(address));
        Assert.That(await AskAsync(program, new { command = "reset" }), Is.EqualTo("{}"));
        Assert.That(await AskAsync(program, new { command = "drop" }), Is.EqualTo("{}"));
        Assert.That(await AskAsync(program, new { command = "hold_commits" }), Is.EqualTo("{}"));
        Assert.That(await AskAsync(program, new { command = "release_commits" }), Is.EqualTo("{}"));
        Assert.That(await AskAsync(program, new { command = "users", names = new[] { "carol" } }),
            Does.Contain("\"username\":\"carol\""));
        Assert.That(await AskAsync(program, new { command = "users", names = new[] { "alice" } }),
            Does.StartWith("{\"error\":"));
        Assert.That(await AskAsync(program, new { command = "link", state = "broken" }), Does.Contain("black_hole"));
        Assert.That(await AskAsync(program, new { command = "dance" }), Does.Contain("There is no command 'dance'."));
        Assert.That((await client.GetAsync("api/v1/users/me")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await AskAsync(program, new { command = "advance", seconds = 3_600 }), Does.Contain("now"));
        Assert.That((await client.GetAsync("api/v1/users/me")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));

        program.StandardInput.Close();
        await EndsAsync(program, ready.RootElement);
        Assert.That(program.ExitCode, Is.Zero);
    }

    [Test]
    public async Task It_ends_with_its_parent_and_leaves_nothing()
    {
        // The shell is the parent; a command in its background has no standard input.
        using var parent = Start("sh", ["-c", "dotnet \"$0\" --parent $$ & wait", Repository.TestServer]);
        using var ready = await NextAsync(parent);
        using var program = Process.GetProcessById(ready.RootElement.GetProperty("pid").GetInt32());

        parent.Kill();

        await EndsAsync(program, ready.RootElement);
    }

    [Test]
    public async Task It_ends_with_SIGTERM_and_leaves_nothing()
    {
        using var program = Start("dotnet", [Repository.TestServer]);
        using var ready = await NextAsync(program);

        using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);

        await EndsAsync(program, ready.RootElement);
        Assert.That(program.ExitCode, Is.Zero);
    }

    [TestCase("--usres", "'--usres'", 2)]
    [TestCase("--users", "no value", 2)]
    [TestCase("--parent=1", "'--parent=1'", 2)]
    [TestCase("--set Limits__Sokets=1", "Limits:Sokets", 1)]
    public async Task It_explains_why_it_does_not_start(string arguments, string named, int code)
    {
        using var program = Start("dotnet", [Repository.TestServer, .. arguments.Split(' ')]);
        program.StandardInput.Close();
        var errors = await program.StandardError.ReadToEndAsync().WithTimeout();

        await program.WaitForExitAsync().WithTimeout();
        Assert.That((program.ExitCode, await program.StandardOutput.ReadToEndAsync()), Is.EqualTo((code, "")));
        Assert.That(errors, Does.StartWith("chatapp-testserver: ").And.Contains(named).And.Not.Contains("   at "));
    }

    private static Process Start(string program, string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task<JsonDocument> NextAsync(Process program)
    {
        var line = await program.StandardOutput.ReadLineAsync().WithTimeout(TimeSpan.FromMinutes(1));
        return JsonDocument.Parse(
            line ?? throw new InvalidOperationException(await program.StandardError.ReadToEndAsync()));
    }

    private static async Task<string> AskAsync(Process program, object command)
    {
        await program.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
        await program.StandardInput.FlushAsync();
        using var answer = await NextAsync(program);
        return answer.RootElement.GetRawText();
    }

    private static async Task EndsAsync(Process program, JsonElement ready)
    {
        await program.WaitForExitAsync().WithTimeout();
        var folder = new DirectoryInfo(ready.GetProperty("data_directory").GetString()!).Parent!;
        Assert.That(folder.Name, Does.StartWith("chatapp-test-"));
        Assert.That(folder.Exists, Is.False);
    }
}
