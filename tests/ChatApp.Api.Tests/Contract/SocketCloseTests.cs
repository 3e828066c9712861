using System.Net.WebSockets;

namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SocketCloseTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task An_open_socket_is_closed_with_4001_when_its_token_expires()
    {
        await using var server = await StartServerWithClockAsync();
        var alice = await server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();

        ClockOf(server).Advance(TimeSpan.FromSeconds((15 * 60) - 5));
        await socket.PingAsync();
        ClockOf(server).Advance(TimeSpan.FromSeconds(10));

        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
    }

    [Test]
    public async Task An_expired_token_opens_no_socket()
    {
        await using var server = await StartServerWithClockAsync();
        var alice = await server.RegisterAsync();
        ClockOf(server).Advance(TimeSpan.FromSeconds((15 * 60) + 5));

        await using var socket = await alice.ConnectAsync(allEvents: false);

        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
    }

    [Test]
    public async Task The_21st_socket_of_a_user_is_closed_with_4013()
    {
        var alice = await Server.RegisterAsync();
        var sockets = new List<ChatSocket>();
        for (var i = 0; i < 20; i++)
        {
            sockets.Add(await alice.ConnectAsync());
        }

        await using var oneTooMany = await alice.ConnectAsync(allEvents: false);
        Assert.That(await oneTooMany.WaitForCloseAsync(), Is.EqualTo(4013));

        foreach (var socket in sockets)
        {
            await socket.PingAsync();
            await socket.DisposeAsync();
        }
    }

    [Test]
    public async Task The_socket_limit_counts_the_open_sockets_of_all_sessions()
    {
        await using var server = await StartServerAsync(("Limits:SocketsPerUser", "2"));
        var alice = await server.RegisterAsync();
        var first = await alice.ConnectAsync();
        await using var second = await (await alice.LogInAsync()).ConnectAsync();
        await using (var third = await alice.ConnectAsync(allEvents: false))
        {
            Assert.That(await third.WaitForCloseAsync(), Is.EqualTo(4013));
        }

        await using var stranger = await (await server.RegisterAsync()).ConnectAsync();
        await first.DisposeAsync();

        await using var next = await ConnectWhenFreeAsync(alice);
        await next.PingAsync();
    }

    [Test]
    public async Task A_binary_frame_closes_with_1003()
    {
        await using var socket = await (await Server.RegisterAsync()).ConnectAsync();
        await socket.SendRawAsync("{\"type\":\"ping\"}"u8.ToArray(), WebSocketMessageType.Binary);
        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(1003));
    }

    [Test]
    public async Task Text_that_is_not_utf8_closes_with_1007()
    {
        foreach (var payload in (byte[][])
            [[0xC3, 0x28], [.. "{\"type\":\"pi"u8, 0xED, 0xA0, 0x80, .. "\"}"u8], [0xFF]])
        {
            await using var socket = await (await Server.RegisterAsync()).ConnectAsync();
            await socket.SendRawAsync(payload, WebSocketMessageType.Text);
            Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(1007));
        }
    }

    [Test]
    public async Task A_message_over_64_KiB_closes_with_1009()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();

        await socket.SendRawAsync(Bodies.MessageOfSize(bob.Id, Bodies.Largest + 1), WebSocketMessageType.Text);

        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(1009));
        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Is.Empty);
    }

    [Test]
    public async Task A_message_over_64_KiB_in_fragments_closes_with_1009()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();
        var payload = Bodies.MessageOfSize(bob.Id, Bodies.Largest + 1);

        await socket.SendRawAsync(
            payload.AsMemory(0, Bodies.Largest / 2), WebSocketMessageType.Text, endOfMessage: false);
        await socket.SendRawAsync(payload.AsMemory(Bodies.Largest / 2), WebSocketMessageType.Text);

        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(1009));
    }

    [Test]
    public async Task A_server_shutdown_closes_sockets_with_1001()
    {
        await using var server = await StartServerAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var first = await alice.ConnectAsync();
        await using var second = await bob.ConnectAsync(allEvents: false);

        await server.StopAsync().WithTimeout(TimeSpan.FromSeconds(10));

        Assert.That(await first.WaitForCloseAsync(), Is.EqualTo(1001));
        Assert.That(await second.WaitForCloseAsync(), Is.EqualTo(1001));
    }

    [Test]
    public async Task A_close_frame_of_a_client_is_answered()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var staying = await alice.ConnectAsync();
        var leaving = await alice.ConnectAsync();
        var lost = await alice.ConnectAsync();

        await leaving.DisposeAsync();
        lost.Abort();
        await bob.SendAsync(alice, "still there?");

        Assert.That((await staying.MessageAsync()).Content, Is.EqualTo("still there?"));
        Assert.That(await leaving.WaitForCloseAsync(), Is.EqualTo(1000));
        await lost.DisposeAsync();
    }

    private static async Task<ChatSocket> ConnectWhenFreeAsync(ChatUser user)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await user.ConnectAsync();
            }
            catch (ChatSocketClosedException closed) when (
                closed.CloseCode == 4013
                && TimeProvider.System.GetElapsedTime(started) < TimeoutExtensions.DefaultTimeout)
            {
                // The server sees the closed socket a moment after the client has closed it.
            }
        }
    }
}
