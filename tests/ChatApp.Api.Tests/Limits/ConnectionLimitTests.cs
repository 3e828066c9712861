using System.Net.Sockets;
using System.Text;

namespace ChatApp.Api.Tests.Limits;

/// <summary>The limits of a connection before its first request is complete.</summary>
[TestFixture]
public sealed class ConnectionLimitTests() : ContractTests(Database.Sqlite)
{
    private const string Request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    [TestCase("Limits:ConnectionsPerAddress")]
    [TestCase("Limits:Connections")]
    public async Task A_connection_above_the_limit_is_closed(string limit)
    {
        await using var server = await StartServerAsync((limit, "2"));
        using var first = await ConnectAsync(server);
        using var second = await ConnectAsync(server);
        Assert.That(await AnswerAsync(first, Request), Does.StartWith("HTTP/1.1 200"));
        Assert.That(await AnswerAsync(second, Request), Does.StartWith("HTTP/1.1 200"));

        Assert.That(await AnswerToNewcomerAsync(server), Is.Empty);
        first.Dispose();
        await ServedOnceThereIsRoomAsync(server);
    }

    [Test]
    public async Task Connections_of_another_address_do_not_count()
    {
        await using var server = await StartServerAsync(("Limits:ConnectionsPerAddress", "1"));
        using var first = await ConnectAsync(server);
        Assert.That(await AnswerAsync(first, Request), Does.StartWith("HTTP/1.1 200"));

        using var elsewhere = From.Address("127.0.0.2", server);

        Assert.That(await elsewhere.GetStringAsync("health/live"), Does.Contain("live"));
    }

    [Test]
    public async Task An_open_socket_does_not_count_as_a_connection()
    {
        // One connection belongs to the test client, which keeps it open.
        await using var server = await StartServerAsync(
            ("Limits:ConnectionsPerAddress", "2"), ("Limits:Connections", "2"));
        var user = await server.RegisterAsync();
        using var first = await RawSocket.ConnectAsync(server, user);
        using var second = await RawSocket.ConnectAsync(server, user);
        using var third = await RawSocket.ConnectAsync(server, user);

        foreach (var socket in new[] { first, second, third })
        {
            await socket.WriteFrameAsync(0x81, "{\"type\":\"ping\"}"u8);
            Assert.That(Encoding.UTF8.GetString((await socket.ReadFrameAsync()).Payload), Does.Contain("pong"));
        }
    }

    [Test]
    public async Task A_slow_request_head_is_aborted()
    {
        await using var server = await StartServerAsync(("Limits:HeadSeconds", "1"));
        using var slow = await ConnectAsync(server);

        Assert.That(await AnswerAsync(slow, "GET /health/live HTTP/1.1\r\nHost: loc"), Does.StartWith("HTTP/1.1 408"));
    }

    [Test]
    public async Task A_slow_request_body_is_aborted()
    {
        using var slow = await ConnectAsync(Server);

        var answer = await AnswerAsync(
            slow,
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{");

        Assert.That(answer, Does.StartWith("HTTP/1.1 408"));
    }

    [Test]
    public async Task A_request_head_that_is_too_long_is_refused()
    {
        await using var server = await StartServerAsync(("Limits:HeadBytes", "4096"));
        using var client = server.CreateClient();
        client.DefaultRequestHeaders.Add("X-Long", new string('x', 4096));

        using var answer = await client.GetAsync("health/live");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestHeaderFieldsTooLarge));
    }

    [Test]
    public async Task JSON_can_be_nested_64_levels_deep_at_most()
    {
        var user = await Server.RegisterAsync();
        await using var socket = await user.ConnectAsync();
        using var client = Server.CreateClient();

        await client.PostTextAsync("api/v1/auth/login", Nested(63))
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        await client.PostTextAsync("api/v1/auth/login", Nested(64))
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await socket.SendTextAsync($"{{\"type\":\"ping\",\"x\":{new string('[', 63)}{new string(']', 63)}}}");
        Assert.That((await socket.NextAsync()).Type, Is.EqualTo("pong"));
        await socket.SendTextAsync($"{{\"type\":\"ping\",\"x\":{new string('[', 64)}{new string(']', 64)}}}");
        await socket.ErrorAsync("malformed_json");
    }

    private static string Nested(int arrays) =>
        "{\"username\":\"nobody\",\"password\":\"wrong password\",\"x\":"
        + $"{new string('[', arrays)}{new string(']', arrays)}}}";

    private static async Task<TcpClient> ConnectAsync(ChatTestServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.BaseAddress.Host, server.BaseAddress.Port);
        return client;
    }

    /// <summary>The first part of the answer to a request; empty if the server has closed the connection.</summary>
    private static async Task<string> AnswerAsync(TcpClient client, string request)
    {
        var buffer = new byte[4096];
        try
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
            var read = await client.GetStream().ReadAsync(buffer).AsTask().WithTimeout(TimeSpan.FromSeconds(20));
            return Encoding.ASCII.GetString(buffer, 0, read);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>The answer to a new connection; empty if it is closed, even while it is being opened.</summary>
    private static async Task<string> AnswerToNewcomerAsync(ChatTestServer server)
    {
        try
        {
            using var client = await ConnectAsync(server);
            return await AnswerAsync(client, Request);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            return "";
        }
    }

    private static async Task ServedOnceThereIsRoomAsync(ChatTestServer server)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if ((await AnswerToNewcomerAsync(server)).StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            {
                return;
            }

            Assert.That(
                TimeProvider.System.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(5)), "not accepted");
        }
    }
}
