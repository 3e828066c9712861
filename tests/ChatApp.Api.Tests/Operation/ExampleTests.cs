using System.Diagnostics;

namespace ChatApp.Api.Tests.Operation;

/// <summary>The clients of docs/examples, as somebody would start them.</summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class ExampleTests(Database database) : ContractTests(database)
{
    [TestCase("node", "javascript", "client.mjs")]
    [TestCase("/usr/bin/python3", "python", "client.py")]
    [TestCase("dotnet", "csharp", null)]
    public async Task An_example_talks_loses_its_connection_and_resumes(string program, string language, string? file)
    {
        var start = new ProcessStartInfo(program, [file is null ? Repository.CSharpExample : Path.Combine(Repository.Root, "docs", "examples", language, file), $"{Server.BaseAddress}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        Assert.That(process.ExitCode, Is.Zero, await errors);
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.That(
            lines.Select(line => $"{line[..line.IndexOf('_', StringComparison.Ordinal)]}{line[line.IndexOf(':', StringComparison.Ordinal)..]}"),
            Is.EquivalentTo(new[] { "alice: Hello!", "bob: Hello yourself!", "alice: Are you there?", "bob: Sorry, the tunnel." }));
    }
}
