using Microsoft.AspNetCore.Builder;

namespace ChatApp.Browser.Tests;

/// <summary>Base of all tests of the page.</summary>
public abstract class BrowserTests
{
    /// <summary>The folder of the npm packages and of the pictures.</summary>
    internal static string Repository { get; } = FindRepository();

    /// <summary>The profile of a phone or of a desk's screen.</summary>
    protected static BrowserNewContextOptions ScreenOf(string size) => size == "phone"
        ? new() { ViewportSize = new() { Width = 360, Height = 740 }, HasTouch = true, IsMobile = true }
        : new() { ViewportSize = new() { Width = 1100, Height = 720 } };

    /// <summary>Starts a server whose address stays the same over restarts.</summary>
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
            ?? throw new InvalidOperationException("The tests must run within the repository.");
    }

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
