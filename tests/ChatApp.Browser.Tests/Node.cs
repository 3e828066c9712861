using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ChatApp.Browser.Tests;

/// <summary>
/// Runs JavaScript with the Node of the browser driver, which is new enough for all scripts; the system's own may be
/// too old.
/// </summary>
internal static class Node
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The folder of the scripts of these tests and of their npm packages.</summary>
    public static string Directory { get; } = Path.Combine(BrowserTests.Repository, "tests", "ChatApp.Browser.Tests");

    /// <summary>Runs a script of an npm package.</summary>
    public static Task<(int Code, string Output)> RunPackageAsync(string script, params string[] arguments) =>
        RunAsync(Path.Combine("node_modules", script), arguments);

    /// <summary>Runs a script at a path below <see cref="Directory"/>.</summary>
    /// <returns>The exit code and the output.</returns>
    /// <exception cref="TimeoutException">The script took longer than a minute and was killed.</exception>
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
