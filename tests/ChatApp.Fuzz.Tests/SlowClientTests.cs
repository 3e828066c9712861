using System.Globalization;
using System.Text;
using ChatApp.Fuzz.Tests.Inputs;
using ChatApp.Fuzz.Tests.Watching;
using ChatApp.Fuzz.Tests.Wire;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatApp.Fuzz.Tests;

/// <summary>
/// Hundreds of clients that send byte by byte or do not read: each is cut off in time or affects only its own socket,
/// and other users notice nothing.
/// </summary>
internal sealed class SlowClientTests
{
    private const int OfEachKind = 100;

    // A head must arrive within the 2 s that are set here, a body at 240 bytes a second after 5 s, and a refused socket
    // is cut after 5 s; plus a reserve for a busy machine.
    private static readonly TimeSpan CutWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    [Test]
    [CancelAfter(2 * 60 * 1000)]
    public async Task Slow_clients_affect_only_themselves(CancellationToken cancellationToken)
    {
        using var log = new ServerLog();
        await using var server = await StartAsync(log, cancellationToken);
        var users = await Task.WhenAll(Enumerable.Range(0, OfEachKind / 10)
            .Select(_ => server.RegisterAsync(cancellationToken: cancellationToken)));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var heap = GC.GetTotalMemory(forceFullCollection: true);

        // The clients that may stay connect before the crowd, which could delay their handshakes.
        List<Task> stay = [];
        foreach (var user in Enumerable.Range(0, OfEachKind).Select(i => users[i / 10]))
        {
            var socket = await OpenSocketAsync(server, user, cancellationToken);
            stay.Add(TrickleAsync(socket, HalfFrame, sentAtOnce: 0, Timeout.InfiniteTimeSpan, ended.Token));
        }

        foreach (var user in users)
        {
            stay.Add(FloodAsync(await OpenSocketAsync(server, user, cancellationToken), ended.Token));
        }

        var login = Encoding.ASCII.GetBytes(
            $"POST /api/v1/auth/login HTTP/1.1\r\nHost: {server.BaseAddress.Authority}\r\n"
            + "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n");
        var (head, body) = (login[..20], (byte[])[.. login, .. Enumerable.Repeat((byte)' ', 1_000)]);
        List<Task> cut =
        [
            .. Many(() => DawdleAsync(server, head, sentAtOnce: 10, cancellationToken)),
            .. Many(() => DawdleAsync(server, body, sentAtOnce: login.Length, cancellationToken)),
            .. Many(() => DawdleAsync(server, Handshake(server, "no token"), int.MaxValue, cancellationToken)),
        ];
        var disturbed = await Bystanders.TalkUntilAsync(server, Task.WhenAll(cut));
        var growth = GC.GetTotalMemory(forceFullCollection: true) - heap;

        Assert.That(
            stay.Where(task => task.IsFaulted).Select(task => task.Exception!.InnerException!.Message),
            Is.Empty,
            "a slow socket of a user may stay");
        await ended.CancelAsync();
        await Task.WhenAll(stay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var report = string.Create(
            CultureInfo.InvariantCulture,
            $"{Bystanders.Describe(disturbed)} ms; live heap {growth / 1024.0 / 1024.0:+0.0;-0.0} MiB");
        await TestContext.Progress.WriteLineAsync(
            $"{cut.Count + stay.Count} slow clients; delivery to others, p50/p99/longest: {report}");
        using (Assert.EnterMultipleScope())
        {
            Unaffected.Check(log, growth, disturbed, report);
        }
    }

    [Test]
    public async Task A_head_has_15_seconds_and_a_body_has_a_minimum_rate()
    {
        await using var server = await ChatTestServer.StartAsync();
        var limits = server.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.That(limits.RequestHeadersTimeout, Is.EqualTo(TimeSpan.FromSeconds(15)));
        Assert.That(limits.MinRequestBodyDataRate?.BytesPerSecond, Is.GreaterThanOrEqualTo(100));
        Assert.That(limits.MinResponseDataRate?.BytesPerSecond, Is.GreaterThanOrEqualTo(100));
        Assert.That(limits.MaxRequestHeadersTotalSize, Is.LessThanOrEqualTo(32 * 1024));
    }

    private static byte[] HalfFrame =>
        FrameGen.Frame(0x81, Enumerable.Repeat((byte)'x', 60_000).ToArray(), 1)[..30_000];

    private static Task<ChatTestServer> StartAsync(ServerLog log, CancellationToken cancellationToken)
    {
        var options = new ChatTestServerOptions
        {
            Settings = new Dictionary<string, string?>
            {
                ["Limits:HeadSeconds"] = "2",

                // All connect at once from one address, and none is displaced by another.
                ["Limits:StrangersPerAddress"] = "1000",
            },
            Configure = builder => builder.Logging.AddProvider(log).AddFilter<ServerLog>(null, LogLevel.Warning),
        };
        return ChatTestServer.StartAsync(options, cancellationToken);
    }

    private static IEnumerable<Task> Many(Func<Task> client) => Enumerable.Range(0, OfEachKind).Select(_ => client());

    private static byte[] Handshake(ChatTestServer server, string token) => Encoding.ASCII.GetBytes(
        $"GET /ws/chat HTTP/1.1\r\nHost: {server.BaseAddress.Authority}\r\nAuthorization: Bearer {token}\r\n"
        + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

    private static async Task<Connection> OpenSocketAsync(
        ChatTestServer server, ChatUser user, CancellationToken cancellationToken)
    {
        var connection = await Connection.OpenAsync(server.BaseAddress, cancellationToken);
        await connection.WriteAsync(Handshake(server, user.AccessToken), cancellationToken);
        var answer = await HttpAnswer.ReadAsync(connection, isToHead: false, cancellationToken);
        Assert.That(answer?.Status, Is.EqualTo(101));
        return connection;
    }

    private static async Task DawdleAsync(
        ChatTestServer server, byte[] bytes, int sentAtOnce, CancellationToken cancellationToken) =>
        await TrickleAsync(
            await Connection.OpenAsync(server.BaseAddress, cancellationToken),
            bytes,
            sentAtOnce,
            CutWithin,
            cancellationToken);

    /// <summary>
    /// Sends the first bytes at once and each further byte after a pause, until the server closes the connection, which
    /// it may do at any time.
    /// </summary>
    private static async Task TrickleAsync(
        Connection connection, byte[] bytes, int sentAtOnce, TimeSpan within, CancellationToken cancellationToken)
    {
        using var own = connection;
        var next = Math.Min(bytes.Length, sentAtOnce);
        var end = ReadToEndAsync(connection, cancellationToken).WaitAsync(within, cancellationToken);
        using var timer = new PeriodicTimer(Interval);
        try
        {
            await connection.WriteAsync(bytes.AsMemory(0, next), cancellationToken);
            while (!end.IsCompleted)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
                await connection.WriteAsync(bytes.AsMemory(next, next < bytes.Length ? 1 : 0), cancellationToken);
                next = Math.Min(bytes.Length, next + 1);
            }
        }
        catch (IOException)
        {
            // The connection was cut; the reading side notices it as well.
        }

        await end;
    }

    private static async Task ReadToEndAsync(Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            while (await connection.ReadByteAsync(cancellationToken) >= 0)
            {
            }
        }
        catch (IOException)
        {
            // The connection was cut instead of closed.
        }
    }

    /// <summary>Sends requests endlessly and never reads an answer.</summary>
    private static async Task FloodAsync(Connection connection, CancellationToken cancellationToken)
    {
        using var own = connection;
        var pings = Enumerable.Repeat(FrameGen.Frame(0x81, "{\"type\":\"ping\"}"u8, 1), 1_000)
            .SelectMany(frame => frame).ToArray();
        while (true)
        {
            await connection.WriteAsync(pings, cancellationToken);
        }
    }
}
