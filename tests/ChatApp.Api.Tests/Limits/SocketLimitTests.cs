namespace ChatApp.Api.Tests.Limits;

[TestFixture]
public sealed class SocketLimitTests() : ContractTests(Database.Sqlite)
{
    [TestCase("Limits:SocketsPerAddress", HttpStatusCode.TooManyRequests)]
    [TestCase("Limits:Sockets", HttpStatusCode.ServiceUnavailable)]
    public async Task A_socket_above_the_limit_is_refused_before_the_upgrade(
        string limit, HttpStatusCode status)
    {
        await using var server = await StartServerAsync((limit, "2"));
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var first = await alice.ConnectAsync();
        await using var second = await bob.ConnectAsync();

        var refusal = await Assert.ThrowsAsync<ChatSocketRefusedException>(() => alice.ConnectAsync());

        Assert.That(refusal!.Status, Is.EqualTo(status));
        Assert.That((await bob.GetMeAsync()).Id, Is.EqualTo(bob.Id), "REST is not affected");
        await first.DisposeAsync();
        await using var instead = await ConnectOnceThereIsRoomAsync(alice);
        Assert.That((await second.PingAsync()).Type, Is.EqualTo("pong"));
    }

    [Test]
    public async Task Refused_handshakes_do_not_count_as_sockets()
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
    public async Task Only_handshakes_without_a_valid_token_are_limited_by_address()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"),
            ("RateLimits:HandshakesPerMinute", "1"),
            ("RateLimits:HandshakesBurst", "3"));
        var alice = await server.RegisterAsync();
        var bad = new ChatSocketOptions { AccessToken = "not a token", AllEvents = false };
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
    public async Task New_sockets_count_as_reads_of_their_user()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:ReadsPerSecond", "1"), ("RateLimits:ReadsBurst", "3"));
        var (alice, bob) = (await server.RegisterAsync(), await server.RegisterAsync());
        await using var first = await alice.ConnectAsync();

        var refusal = await Assert.ThrowsAsync<ChatSocketRefusedException>(async () =>
        {
            // The bucket refills during the loop, but more slowly than this.
            for (var i = 0; i < 100; i++)
            {
                await using var socket = await alice.ConnectAsync();
            }
        });

        Assert.That(refusal!.Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        await using var other = await bob.ConnectAsync();
        await first.PingAsync();
    }

    // The server stops counting a socket when its connection has ended, which the client cannot see.
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
                // The limit is still reached.
            }
        }
    }
}
