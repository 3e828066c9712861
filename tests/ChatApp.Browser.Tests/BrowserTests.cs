using System.Net;
using System.Net.Sockets;

namespace ChatApp.Browser.Tests;

/// <summary>What all tests of the page share.</summary>
public abstract class BrowserTests
{
    /// <summary>A server whose address stays the same over restarts.</summary>
    protected static Task<ChatTestServer> StartServerAsync(bool withClock = false)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return ChatTestServer.StartAsync(new ChatTestServerOptions
        {
            UseFakeClock = withClock,
            Settings = new Dictionary<string, string?> { ["urls"] = $"http://127.0.0.1:{port}" },
        });
    }

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
