using System.Diagnostics;
using ChatApp.Application.Messages;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Operation;

/// <summary>The clients of docs/examples, as somebody would start them.</summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class ExampleTests(Database database) : ContractTests(database)
{
    private static readonly string[] Talk = ["alice: Hello!", "bob: Hello yourself!", "alice: Are you there?", "bob: Sorry, the tunnel."];

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
        Assert.That(lines.Select(WithoutSuffix), Is.EquivalentTo(Talk));
        Assert.That((await ReadStoredAsync(lines)).Select(WithoutSuffix), Is.EquivalentTo(Talk), "What is sent again is stored once.");
    }

    // The example keeps its passwords to itself, so this asks the server from within.
    private async Task<IEnumerable<string>> ReadStoredAsync(string[] lines)
    {
        var stranger = await Server.RegisterAsync();
        var ids = new List<Guid>();
        foreach (var name in lines.Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]).Distinct())
        {
            ids.Add((await stranger.SearchAsync(name)).Items.Single().Id);
        }

        await using var scope = Server.Services.CreateAsyncScope();
        var history = await scope.ServiceProvider.GetRequiredService<ISender>().Send(new GetHistory(ids[0], ids[1], Before: null, After: null, Limit: 50));
        return history.Value.Items.Select(message => $"{message.SenderUsername}: {message.Content}");
    }

    // "alice_1f2e3d4c: Hello!" without what makes the name unique.
    private static string WithoutSuffix(string line) =>
        $"{line[..line.IndexOf('_', StringComparison.Ordinal)]}{line[line.IndexOf(':', StringComparison.Ordinal)..]}";
}
