using System.Diagnostics;

namespace ChatApp.Api.Tests;

/// <summary>Runs the server as a separate process, for tests of its exit code and output.</summary>
internal static class ServerProcess
{
    /// <summary>
    /// Migrates a database, in Production and without a signing key, which a migration does not need.
    /// </summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> MigrateAsync(params (string Name, string Value)[] environment)
    {
        var (code, _, _) = await RunAsync(["migrate"], [("ASPNETCORE_ENVIRONMENT", "Production"), .. environment]);
        return code;
    }

    /// <summary>Runs the server until it ends by itself.</summary>
    /// <returns>The exit code and the output.</returns>
    public static Task<(int Code, string Output, string Errors)> RunAsync(
        string[] arguments, params (string Name, string Value)[] environment) =>
        RunWithAsync("", arguments, environment);

    /// <summary>The same with a text as its input.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunWithAsync(
        string input, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var process = Start(Repository.Server, arguments, environment);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
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

    /// <summary>Runs a command until a line of its errors has a text, then ends it with SIGTERM.</summary>
    /// <returns>The exit code and the errors.</returns>
    public static async Task<(int Code, string Errors)> TerminateAsync(
        string text, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var process = Start(Repository.Server, arguments, environment);
        try
        {
            var errors = new System.Text.StringBuilder();
            while (await process.StandardError.ReadLineAsync(deadline.Token) is { } line)
            {
                errors.Append(line).Append('\n');
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
                    await kill.WaitForExitAsync(deadline.Token);
                }
            }

            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, $"{errors}");
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>
    /// Runs the server until it has written a text, then stops it with SIGTERM, and checks that it ends with code 0 and
    /// without an error.
    /// </summary>
    /// <returns>The lines of the output.</returns>
    public static Task<IReadOnlyList<string>> ServeAsync(
        string firstLine, TimeSpan longest, params (string Name, string Value)[] environment) =>
        ServeAsync(firstLine, longest, static () => { }, environment);

    /// <summary>The same, with a check before the stop.</summary>
    public static Task<IReadOnlyList<string>> ServeAsync(
        string firstLine, TimeSpan longest, Action meanwhile, params (string Name, string Value)[] environment)
    {
        return ServeAsync(Repository.Server, firstLine, longest, LookAsync, environment);

        Task LookAsync()
        {
            meanwhile();
            return Task.CompletedTask;
        }
    }

    /// <summary>The same with calls before the stop.</summary>
    public static Task<IReadOnlyList<string>> ServeAsync(
        string firstLine, TimeSpan longest, Func<Task> meanwhile, params (string Name, string Value)[] environment) =>
        ServeAsync(Repository.Server, firstLine, longest, meanwhile, environment);

    /// <summary>The same with the server as built: its methods are compiled at their first call.</summary>
    public static Task<IReadOnlyList<string>> ServeAsBuiltAsync(
        string firstLine, TimeSpan longest, Func<Task> meanwhile, params (string Name, string Value)[] environment) =>
        ServeAsync(Repository.BuiltServer, firstLine, longest, meanwhile, environment);

    private static async Task<IReadOnlyList<string>> ServeAsync(
        string server,
        string firstLine,
        TimeSpan longest,
        Func<Task> meanwhile,
        (string Name, string Value)[] environment)
    {
        using var deadline = new CancellationTokenSource(longest);
        using var process = Start(server, [], environment);
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
                    await meanwhile();
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

    private static Process Start(string server, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [server, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
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
