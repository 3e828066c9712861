using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ChatApp.Browser.Tests;

/// <summary>
/// Runs JavaScript, with the Node that the driver of the browser brings: it is new enough for all of it, which that of
/// the system may not be.
/// </summary>
internal static class Node
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Where the scripts of these tests are, and what npm has brought for them.</summary>
    public static string Directory { get; } = Path.Combine(BrowserTests.Repository, "tests", "ChatApp.Browser.Tests");

    /// <summary>Runs a script of a package.</summary>
    public static Task<(int Code, string Output)> RunPackageAsync(string script, params string[] arguments) =>
        RunAsync(Path.Combine("node_modules", script), arguments);

    /// <summary>Runs a script, given by its path below <see cref="Directory"/>.</summary>
    /// <returns>How it ended, and what it wrote.</returns>
    /// <exception cref="TimeoutException">It took longer than a minute, and was ended.</exception>
    public static async Task<(int Code, string Output)> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(FindNode(), [script, .. arguments])
        {
            WorkingDirectory = Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["REDOCLY_TELEMETRY"], start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"]) = ("off", "true");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    private static string FindNode()
    {
        var processor = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        var system = $"{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{processor}";
        return Path.Combine(AppContext.BaseDirectory, ".playwright", "node", system, "node");
    }
}
