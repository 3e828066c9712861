using System.Diagnostics;

namespace ChatApp.Api.Tests;

/// <summary>The server as a process of its own, where what it answers to its caller is to be seen.</summary>
internal static class ServerProcess
{
    /// <summary>
    /// Lets it migrate a database, in Production and without a signing key, which a migration does not need.
    /// </summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> MigrateAsync(params (string Name, string Value)[] environment)
    {
        var (code, _, _) = await RunAsync(["--migrate"], [("ASPNETCORE_ENVIRONMENT", "Production"), .. environment]);
        return code;
    }

    /// <summary>Runs it until it ends by itself.</summary>
    /// <returns>Its exit code, and what it has written.</returns>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(
        string[] arguments, params (string Name, string Value)[] environment)
    {
        using var process = Start(arguments, environment);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    /// <summary>
    /// Runs it until it has written a text, tells it to end (SIGTERM), and holds that it ends without an error and with
    /// code 0.
    /// </summary>
    /// <returns>The lines that it has written.</returns>
    public static Task<IReadOnlyList<string>> ServeAsync(
        string firstLine, TimeSpan longest, params (string Name, string Value)[] environment) =>
        ServeAsync(firstLine, longest, static () => { }, environment);

    /// <summary>The same, and looks at something before it tells the server to end.</summary>
    public static async Task<IReadOnlyList<string>> ServeAsync(
        string firstLine, TimeSpan longest, Action meanwhile, params (string Name, string Value)[] environment)
    {
        using var deadline = new CancellationTokenSource(longest);
        using var process = Start([], environment);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            var lines = new List<string>();
            var isTold = false;
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                lines.Add(line);
                if (!isTold && line.Contains(firstLine, StringComparison.Ordinal))
                {
                    isTold = true;
                    meanwhile();
                    using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
                    await kill.WaitForExitAsync(deadline.Token);
                }
            }

            await process.WaitForExitAsync(deadline.Token);
            Assert.That((process.ExitCode, await errors), Is.EqualTo((0, "")), string.Join('\n', lines));
            return lines;
        }
        finally
        {
            process.Kill();
        }
    }

    private static Process Start(string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Server, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
