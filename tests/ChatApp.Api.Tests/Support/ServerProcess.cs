using System.Diagnostics;

namespace ChatApp.Api.Tests;

/// <summary>The server as a process of its own, where what it answers to its caller is to be seen.</summary>
internal static class ServerProcess
{
    /// <summary>Has it bring a database up to date, in Production and without a signing key: whoever migrates needs none.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> MigrateAsync(params (string Name, string Value)[] environment)
    {
        var (code, _, _) = await RunAsync(["--migrate"], [("ASPNETCORE_ENVIRONMENT", "Production"), .. environment]);
        return code;
    }

    /// <summary>Runs it until it ends by itself.</summary>
    /// <returns>Its exit code, and what it has written.</returns>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
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

        using var process = Process.Start(start)!;
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
}
