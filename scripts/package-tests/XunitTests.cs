using ChatApp.Testing;
using Xunit;

namespace PackageTests;

/// <summary>check-package.sh runs this in an xUnit project.</summary>
public sealed class XunitTests
{
    [Fact]
    public async Task A_message_arrives()
    {
        await using var server = await ChatTestServer.StartAsync();
        var alice = await server.RegisterAsync();
        var bob = await server.RegisterAsync();
        await using var socket = await bob.ConnectAsync();

        await alice.SendAsync(bob, "Hello!");

        Assert.Equal("Hello!", (await socket.NextAsync("message")).ToMessage().Content);
    }

    [Fact]
    public async Task A_wait_fails_with_an_exception_that_names_it()
    {
        await using var server = await ChatTestServer.StartAsync();
        var bob = await server.RegisterAsync();
        await using var socket = await bob.ConnectAsync();

        var failure = await Assert.ThrowsAsync<TimeoutException>(
            () => socket.NextAsync("message", TimeSpan.FromMilliseconds(100)));

        Assert.Contains("No 'message' frame", failure.Message, StringComparison.Ordinal);
    }
}
