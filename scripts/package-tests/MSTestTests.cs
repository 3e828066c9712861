using ChatApp.Testing;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace PackageTests;

/// <summary>check-package.sh runs this in an MSTest project.</summary>
[TestClass]
public sealed class MSTestTests
{
    [TestMethod]
    public async Task A_message_arrives()
    {
        await using var server = await ChatTestServer.StartAsync();
        var alice = await server.RegisterAsync();
        var bob = await server.RegisterAsync();
        await using var socket = await bob.ConnectAsync();

        await alice.SendAsync(bob, "Hello!");

        Assert.AreEqual("Hello!", (await socket.NextAsync("message")).ToMessage().Content);
    }
}
