namespace ChatApp.Api.Tests.Limits;

[TestFixture]
public sealed class SocketLimitTests() : ContractTests(Database.Sqlite)
{
    [TestCase("Limits:SocketsPerAddress", HttpStatusCode.TooManyRequests)]
    [TestCase("Limits:Sockets", HttpStatusCode.ServiceUnavailable)]
    public async Task One_socket_too_many_is_refused_before_the_upgrade_and_a_closed_one_makes_room(
        string limit, HttpStatusCode status)
    {
        await using var server = await StartServerAsync((limit, "2"));
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var first = await alice.ConnectAsync();
        await using var second = await bob.ConnectAsync();

        var refusal = await Assert.ThrowsAsync<ChatSocketRefusedException>(() => alice.ConnectAsync());

        Assert.That(refusal!.Status, Is.EqualTo(status));
        Assert.That((await bob.GetMeAsync()).Id, Is.EqualTo(bob.Id), "REST goes on");
        await first.DisposeAsync();
        await using var instead = await ConnectOnceThereIsRoomAsync(alice);
        Assert.That((await second.PingAsync()).Type, Is.EqualTo("pong"));
    }

    [Test]
    public async Task Handshakes_that_are_refused_take_no_place()
    {
        await using var server = await StartServerAsync(("Limits:Sockets", "1"), ("Limits:SocketsPerAddress", "1"));
        var alice = await server.RegisterAsync();
        using var client = server.CreateClient();

        for (var i = 0; i < 3; i++)
        {
            using var answer = await client.GetAsync("ws/chat");
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UpgradeRequired));
            var refusal = await Assert.ThrowsAsync<ChatSocketRefusedException>(
                () => alice.ConnectAsync(new ChatSocketOptions { Origin = "https://elsewhere.example" }));
            Assert.That(refusal!.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        }

        await using var socket = await alice.ConnectAsync();
        Assert.That((await socket.PingAsync()).Type, Is.EqualTo("pong"));
    }

    [Test]
    public async Task Handshakes_without_a_good_token_are_limited_by_address_and_those_with_one_are_not()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"),
            ("RateLimits:HandshakesPerMinute", "1"),
            ("RateLimits:HandshakesBurst", "3"));
        var alice = await server.RegisterAsync();
        var bad = new ChatSocketOptions { AccessToken = "no token at all", AllEvents = false };
        for (var i = 0; i < 3; i++)
        {
            await using var closed = await alice.ConnectAsync(bad);
            Assert.That(await closed.WaitForCloseAsync(), Is.EqualTo(4001));
        }

        var refusal = await Assert.ThrowsAsync<ChatSocketRefusedException>(() => alice.ConnectAsync(bad));

        Assert.That(refusal!.Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        await using var socket = await alice.ConnectAsync();
        Assert.That((await socket.PingAsync()).Type, Is.EqualTo("pong"));
    }

    [Test]
    public async Task A_user_opens_no_more_sockets_than_it_may_read()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:ReadsPerSecond", "1"), ("RateLimits:ReadsBurst", "3"));
        var (alice, bob) = (await server.RegisterAsync(), await server.RegisterAsync());
        await using var first = await alice.ConnectAsync();

        var refusal = await Assert.ThrowsAsync<ChatSocketRefusedException>(async () =>
        {
            // The bucket fills again meanwhile, but not as fast as this.
            for (var i = 0; i < 100; i++)
            {
                await using var socket = await alice.ConnectAsync();
            }
        });

        Assert.That(refusal!.Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        await using var other = await bob.ConnectAsync();
        await first.PingAsync();
    }

    // The server counts a socket out when its connection has ended, which the client does not see.
    private static async Task<ChatSocket> ConnectOnceThereIsRoomAsync(ChatUser user)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await user.ConnectAsync();
            }
            catch (ChatSocketRefusedException) when (
                TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(5))
            {
                // Full still.
            }
        }
    }
}
