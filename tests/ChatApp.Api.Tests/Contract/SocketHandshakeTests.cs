namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SocketHandshakeTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task The_token_can_be_in_a_header()
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await alice.ConnectAsync(new ChatSocketOptions { TokenInHeader = true });
        Assert.That(socket.Ready?.Text("user_id"), Is.EqualTo(alice.Id.ToString()));
    }

    [Test]
    public async Task A_socket_without_a_token_is_closed_with_4001()
    {
        await using var socket = await ChatSocket.ConnectAsync(Server, new ChatSocketOptions { AllEvents = false });
        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
        Assert.That(socket.Received, Is.Empty);
    }

    [TestCase("garbage", false)]
    [TestCase("garbage", true)]
    [TestCase("a.b.c", false)]
    [TestCase("", false)]
    public async Task A_socket_with_a_bad_token_is_closed_with_4001(string token, bool inHeader)
    {
        var options = new ChatSocketOptions { AccessToken = token, TokenInHeader = inHeader, AllEvents = false };
        await using var socket = await ChatSocket.ConnectAsync(Server, options);
        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
    }

    [TestCase("none")]
    [TestCase("HS512")]
    public async Task A_socket_with_a_token_of_another_algorithm_is_closed_with_4001(string algorithm)
    {
        var alice = await Server.RegisterAsync();
        var token = Tokens.Sign(Tokens.Claims(alice.AccessToken), Server.SigningKey, algorithm);
        await using var socket = await alice.ConnectAsync(
            new ChatSocketOptions { AccessToken = token, AllEvents = false });
        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
    }

    [Test]
    public async Task A_refresh_token_opens_no_socket()
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await alice.ConnectAsync(
            new ChatSocketOptions { AccessToken = alice.RefreshToken, AllEvents = false });
        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
    }

    [Test]
    public async Task A_token_in_the_URL_can_be_forbidden()
    {
        await using var server = await StartServerAsync(("Auth:AllowTokenInUrl", "false"));
        var alice = await server.RegisterAsync();

        await using var inAddress = await alice.ConnectAsync(allEvents: false);
        await using var inHeader = await alice.ConnectAsync(new ChatSocketOptions { TokenInHeader = true });

        Assert.That(await inAddress.WaitForCloseAsync(), Is.EqualTo(4001));
        await inHeader.PingAsync();
    }

    [TestCase("https://evil.example")]
    [TestCase("http://127.0.0.1:1")]
    [TestCase("http://127.0.0.1.evil.example")]
    [TestCase("null")]
    public async Task A_foreign_origin_is_refused_before_the_upgrade(string origin)
    {
        var alice = await Server.RegisterAsync();

        var refusal = await GetRefusalAsync(() => alice.ConnectAsync(new ChatSocketOptions { Origin = origin }));
        var anonymous = await GetRefusalAsync(
            () => ChatSocket.ConnectAsync(Server, new ChatSocketOptions { Origin = origin, AllEvents = false }));

        Assert.That(
            (refusal.Status, anonymous.Status), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)));
    }

    [Test]
    public async Task The_origin_of_the_server_is_accepted()
    {
        var alice = await Server.RegisterAsync();
        var origin = Server.BaseAddress.GetLeftPart(UriPartial.Authority);
        await using var socket = await alice.ConnectAsync(new ChatSocketOptions { Origin = origin });
        await socket.PingAsync();
    }

    [Test]
    public async Task Only_a_configured_origin_is_accepted()
    {
        await using var server = await StartServerAsync(("Cors:AllowedOrigins:0", "https://chat.example"));
        var alice = await server.RegisterAsync();

        await using var socket = await alice.ConnectAsync(new ChatSocketOptions { Origin = "https://chat.example" });
        await socket.PingAsync();

        foreach (var other in (string[])
            ["http://chat.example", "https://chat.example.evil.example", "https://chat.example:444"])
        {
            var refusal = await GetRefusalAsync(() => alice.ConnectAsync(new ChatSocketOptions { Origin = other }));
            Assert.That(refusal.Status, Is.EqualTo(HttpStatusCode.Forbidden), other);
        }
    }

    [Test]
    public async Task A_GET_without_upgrade_gets_426()
    {
        var alice = await Server.RegisterAsync();

        foreach (var path in new[] { "ws/chat", $"ws/chat?token={alice.AccessToken}" })
        {
            using var response = await alice.HttpClient.GetAsync(path);
            await response.ProblemAsync(HttpStatusCode.UpgradeRequired);
            Assert.That(
                response.Headers.Upgrade.Select(protocol => protocol.Name), Does.Contain("websocket").IgnoreCase);
        }
    }

    [Test]
    public async Task A_frame_sent_right_after_the_handshake_arrives()
    {
        var alice = await Server.RegisterAsync();
        for (var i = 0; i < 20; i++)
        {
            var bob = await Server.RegisterAsync();
            using var socket = await RawSocket.ConnectAsync(Server, bob);

            await alice.SendAsync(bob, $"{i}");

            var (opcode, payload) = await socket.ReadFrameAsync().WithTimeout();
            Assert.That(opcode, Is.EqualTo(1));
            Assert.That(System.Text.Encoding.UTF8.GetString(payload), Does.Contain($"\"content\":\"{i}\""));
        }
    }

    [Test]
    public async Task An_upgrade_over_HTTP_1_0_is_refused()
    {
        var alice = await Server.RegisterAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(Server.BaseAddress.Host, Server.BaseAddress.Port);
        var request = $"GET /ws/chat?token={alice.AccessToken} HTTP/1.0\r\nHost: {Server.BaseAddress.Authority}\r\n"
            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(request));

        using var reader = new StreamReader(client.GetStream());
        Assert.That(await reader.ReadLineAsync().WithTimeout(), Does.Contain(" 426 "));
    }

    [Test]
    public async Task Compression_is_not_negotiated()
    {
        var alice = await Server.RegisterAsync();
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.DangerousDeflateOptions = new System.Net.WebSockets.WebSocketDeflateOptions();
        var address =
            new UriBuilder(new Uri(Server.BaseAddress, $"ws/chat?token={alice.AccessToken}")) { Scheme = "ws" }.Uri;

        await socket.ConnectAsync(address, CancellationToken.None).WithTimeout();

        Assert.That(
            socket.HttpResponseHeaders?.Keys, Is.Not.Null.And.None.EqualTo("Sec-WebSocket-Extensions").IgnoreCase);
    }

    private static async Task<ChatSocketRefusedException> GetRefusalAsync(Func<Task<ChatSocket>> connect)
    {
        try
        {
            await using var socket = await connect();
        }
        catch (ChatSocketRefusedException refusal)
        {
            return refusal;
        }

        throw new AssertionException("The handshake succeeded.");
    }
}
