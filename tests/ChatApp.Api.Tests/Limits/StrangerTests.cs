using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using ChatApp.Api.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatApp.Api.Tests.Limits;

/// <summary>The limits of connections that have not shown a valid token.</summary>
[TestFixture]
public sealed class StrangerTests() : ContractTests(Database.Sqlite)
{
    private const string Request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    [Test]
    public async Task A_silent_connection_is_closed()
    {
        await using var server = await StartServerAsync(("Limits:HeadSeconds", "1"));
        using var refusals = new Refused();
        using var silent = await ConnectAsync(server);

        await AssertClosedAsync(silent);

        Assert.That(refusals.Of("silent"), Is.Positive);
    }

    [Test]
    public async Task A_connection_may_be_silent_for_longer_after_its_first_request()
    {
        await using var server = await StartServerWithClockAsync(("Limits:HeadSeconds", "15"));
        using var connection = await ConnectAsync(server);
        await AssertAnsweredAsync(connection);

        ClockOf(server).Advance(TimeSpan.FromSeconds(100));

        await AssertAnsweredAsync(connection);
    }

    [Test]
    public async Task A_silent_connection_does_not_delay_the_shutdown()
    {
        await using var server = await StartServerAsync();
        using var silent = await ConnectAsync(server);
        using var known = await ConnectAsync(server);
        await AssertAnsweredAsync(known);

        await server.StopAsync().WithTimeout(TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task A_new_connection_displaces_the_longest_idle_one()
    {
        await using var server = await StartServerAsync(("Limits:StrangersPerAddress", "2"));
        using var refusals = new Refused();
        using var first = await ConnectAsync(server);
        await AssertAnsweredAsync(first);
        using var second = await ConnectAsync(server);
        await AssertAnsweredAsync(second);
        using var third = await ConnectAsync(server);

        await AssertAnsweredAsync(third);

        await AssertClosedAsync(first);
        await AssertAnsweredAsync(second);
        Assert.That(refusals.Of("displaced"), Is.Positive);
    }

    [Test]
    public async Task A_new_connection_displaces_the_longest_busy_one_if_none_is_idle()
    {
        using var trail = new LogTrail();
        await using var server = await ChatTestServer.StartAsync(
            TestDatabases.Options(Database, ("Limits:StrangersPerAddress", "2")) with
            {
                Configure = builder => builder.Logging.AddProvider(trail),
            });
        using var first = await ConnectAsync(server);
        await BeginAsync(first);
        using var second = await ConnectAsync(server);
        await BeginAsync(second);
        using var elsewhere = From.Address("127.0.0.2", server);
        Assert.That(await elsewhere.GetStringAsync("health/live"), Does.Contain("live"), "another address");
        using var refusals = new Refused();

        using var third = await ConnectAsync(server);
        await AssertAnsweredAsync(third);

        await AssertClosedAsync(first);
        Assert.That(refusals.Of("displaced"), Is.Positive);
        await second.GetStream().WriteAsync("}"u8.ToArray());
        Assert.That(await AnswerAsync(second), Does.StartWith("HTTP/1.1 400"), "the other connection stays open");
        Assert.That(trail.Lines, Has.None.StartsWith("A request failed"), "this is not a server error");
    }

    [Test]
    public async Task A_connection_that_waits_for_a_refusal_counts_as_idle()
    {
        await using var server = await StartServerAsync(
            ("Limits:StrangersPerAddress", "2"), ("RateLimits:Enabled", "true"),
            ("RateLimits:LoginsBurst", "1"), ("RateLimits:LoginsPerMinute", "1"));
        using var busy = await ConnectAsync(server);
        await BeginAsync(busy);
        using var refused = await ConnectAsync(server);
        await refused.GetStream().WriteAsync(
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        var refusals = server.Services.GetRequiredService<HeldRefusals>();
        Assert.That(() => refusals.Held, Is.EqualTo(1).After(5).Seconds.PollEvery(1).MilliSeconds);

        using var newcomer = await ConnectAsync(server);
        await AssertAnsweredAsync(newcomer);

        // The refusal may still arrive before the connection closes.
        Assert.That(await AnswerAsync(refused), Is.Empty.Or.StartWith("HTTP/1.1 429"));
        await busy.GetStream().WriteAsync("}"u8.ToArray());
        Assert.That(await AnswerAsync(busy), Does.StartWith("HTTP/1.1 400"), "the busy connection stays open");
    }

    [Test]
    public async Task A_connection_with_a_valid_token_is_not_displaced()
    {
        await using var server = await StartServerAsync(("Limits:StrangersPerAddress", "1"));
        var alice = await server.RegisterAsync();
        using var known = await ConnectAsync(server);
        var request =
            $"GET /api/v1/users/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {alice.AccessToken}\r\n\r\n";
        Assert.That(await AnswerAsync(known, request), Does.StartWith("HTTP/1.1 200"));

        for (var i = 0; i < 3; i++)
        {
            using var newcomer = await ConnectAsync(server);
            await AssertAnsweredAsync(newcomer);
        }

        await AssertAnsweredAsync(known);
    }

    [Test]
    public async Task A_bad_token_does_not_protect_a_connection()
    {
        await using var server = await StartServerAsync(("Limits:StrangersPerAddress", "1"));
        using var stranger = await ConnectAsync(server);
        const string WithBadToken =
            "GET /api/v1/users/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a.b.c\r\n\r\n";
        Assert.That(await AnswerAsync(stranger, WithBadToken), Does.StartWith("HTTP/1.1 401"));

        using var newcomer = await ConnectAsync(server);
        await AssertAnsweredAsync(newcomer);

        await AssertClosedAsync(stranger);
    }

    [Test]
    public async Task Connections_of_a_configured_proxy_are_not_counted()
    {
        await using var server = await StartServerAsync(
            ("Limits:StrangersPerAddress", "1"),
            ("Limits:ConnectionsPerAddress", "1"),
            ("Proxies:Networks:0", "127.0.0.1"));
        using var first = await ConnectAsync(server);
        using var second = await ConnectAsync(server);

        for (var i = 0; i < 2; i++)
        {
            await AssertAnsweredAsync(first);
            await AssertAnsweredAsync(second);
        }
    }

    // Sends the head; the server then asks for the body.
    private static async Task BeginAsync(TcpClient client)
    {
        var answer = await AnswerAsync(
            client,
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        Assert.That(answer, Does.StartWith("HTTP/1.1 100"));
        await client.GetStream().WriteAsync("{"u8.ToArray());
    }

    private static async Task<TcpClient> ConnectAsync(ChatTestServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.BaseAddress.Host, server.BaseAddress.Port);
        return client;
    }

    private static async Task AssertAnsweredAsync(TcpClient client) =>
        Assert.That(await AnswerAsync(client, Request), Does.StartWith("HTTP/1.1 200"));

    private static async Task AssertClosedAsync(TcpClient client) =>
        Assert.That(await AnswerAsync(client), Is.Empty);

    // Reads the whole answer, so that nothing is left for the next read.
    private static async Task<string> AnswerAsync(TcpClient client, string request = "")
    {
        var buffer = new byte[4096];
        var answer = new StringBuilder();
        try
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
            do
            {
                var read = await client.GetStream().ReadAsync(buffer).AsTask().WithTimeout(TimeSpan.FromSeconds(20));
                answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
            while (IsCut($"{answer}"));

            return $"{answer}";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static bool IsCut(string answer) =>
        answer.Contains("chunked", StringComparison.Ordinal)
        && !answer.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal);

    /// <summary>Counts the refusals of all servers in this process.</summary>
    private sealed class Refused : IDisposable
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, long> _counts = new();
        private readonly MeterListener _listener = new();

        public Refused()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "chatapp.connections.refused")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
                _counts.AddOrUpdate((string)tags[0].Value!, count, (_, before) => before + count));
            _listener.Start();
        }

        public long Of(string reason) => _counts.GetValueOrDefault(reason);

        public void Dispose() => _listener.Dispose();
    }
}
