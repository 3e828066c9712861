using Microsoft.AspNetCore.Builder;

namespace ChatApp.Browser.Tests;

/// <summary>What all tests of the page share.</summary>
public abstract class BrowserTests
{
    /// <summary>Where what npm has brought, and the pictures, are.</summary>
    internal static string Repository { get; } = FindRepository();

    /// <summary>A server whose address stays the same over restarts.</summary>
    protected static Task<ChatTestServer> StartServerAsync(
        bool withClock = false, Action<WebApplicationBuilder>? configure = null) =>
        ChatTestServer.StartAsync(new ChatTestServerOptions
        {
            UseFakeClock = withClock,
            Configure = configure,
            Settings = new Dictionary<string, string?> { ["urls"] = $"http://127.0.0.1:{Ports.Free()}" },
        });

    private static string FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "ChatApp.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new InvalidOperationException("The tests do not run within the repository.");
    }

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
