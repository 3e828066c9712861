using System.Net.WebSockets;

namespace ChatApp.Api.Tests.Harness;

/// <summary>A client loses its connection in each way that a network has, and misses nothing.</summary>
[TestFixture]
public sealed class LinkTests() : ContractTests(Database.Sqlite)
{
    [TestCase("drop")]
    [TestCase("reset")]
    public async Task A_socket_breaks_without_a_close_frame_and_the_client_goes_on(string fault)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var link = Server.OpenLink();
        await using var socket = await bob.Over(link).ConnectAsync();

        await (fault == "drop" ? link.DropAsync() : link.ResetAsync());
        await socket.WaitForBreakAsync();
        var missed = await alice.SendAsync(bob, "missed");

        await using var next = await bob.Over(link).ConnectAsync(socket.ReadyCursor);
        Assert.That((await next.NextAsync("message")).ToMessage(), Is.EqualTo(missed));
    }

    [Test]
    public async Task A_wait_for_a_frame_names_the_broken_connection()
    {
        var (_, bob) = await RegisterTwoAsync();
        await using var link = Server.OpenLink();
        await using var socket = await bob.Over(link).ConnectAsync();
        var next = socket.NextAsync("message");

        await link.ResetAsync();

        var broken = await Assert.ThrowsAsync<ChatSocketBrokenException>(() => next);
        Assert.That(broken!.InnerException, Is.InstanceOf<WebSocketException>());
    }

    [Test]
    public async Task A_black_hole_holds_frames_until_the_link_is_up()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var link = Server.OpenLink();
        await using var socket = await bob.Over(link).ConnectAsync();
        await using var direct = await bob.ConnectAsync();

        link.Set(LinkState.BlackHole);
        var sent = await alice.SendAsync(bob, "Hello!");
        await direct.NextAsync("message");
        Assert.That(socket.ReceivedMessages, Is.Empty);

        link.Set(LinkState.Up);
        Assert.That((await socket.NextAsync("message")).ToMessage(), Is.EqualTo(sent));
    }

    [Test]
    public async Task A_cut_link_refuses_calls_and_other_users_go_on()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var link = Server.OpenLink();

        link.Set(LinkState.Cut);

        await Assert.ThrowsAsync<HttpRequestException>(() => alice.Over(link).SendAsync(bob, "cut"));
        Assert.That((await alice.SendAsync(bob, "direct")).Seq, Is.EqualTo(1));
    }

    [Test]
    public async Task A_link_follows_a_restart()
    {
        await using var server = await StartServerAsync();
        var alice = await server.RegisterAsync();
        await using var link = server.OpenLink();

        await server.RestartAsync();

        Assert.That((await alice.Over(link).GetMeAsync()).Id, Is.EqualTo(alice.Id));
    }
}
