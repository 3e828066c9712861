using ChatApp.Testing;

namespace ChatApp.Infrastructure.Tests;

/// <summary>
/// The test that tests/ChatApp.Testing/README.md shows, in a project with no other test helpers.
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
