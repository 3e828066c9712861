using System.Diagnostics;

namespace ChatApp.Api.Tests;

/// <summary>The server as a process of its own, where what it answers to its caller is to be seen.</summary>
internal static class ServerProcess
{
    /// <summary>Has it bring a database up to date, in Production and without a signing key: whoever migrates needs none.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> MigrateAsync(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Server, "--migrate"]) { WorkingDirectory = Path.GetTempPath() };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return process.ExitCode;
    }
}
