using ChatApp.Testing;

namespace ChatApp.Infrastructure.Tests;

/// <summary>
/// tests/ChatApp.Testing/README.md shows this test, in a project that has no more at hand than one that was just made.
/// </summary>
internal sealed class ReadmeExampleTests
{
    [Test]
    public async Task A_message_arrives()
    {
        await using var server = await ChatTestServer.StartAsync();
        var alice = await server.RegisterAsync();
        var bob = await server.RegisterAsync();
        await using var socket = await bob.ConnectAsync();

        await alice.SendAsync(bob, "Hello!");

        Assert.That((await socket.NextAsync("message")).ToMessage().Content, Is.EqualTo("Hello!"));
    }
}
