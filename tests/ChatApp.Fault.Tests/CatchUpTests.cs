using System.Diagnostics;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;

namespace ChatApp.Fault.Tests;

/// <summary>
/// A node loses its database while another one commits: the events are not in its memory, so each of its sockets has to
/// read them.
/// </summary>
internal sealed class CatchUpTests
{
    private const int Sockets = 600;

    // One attempt a second for all sockets; the rest for the epoch, the reconciliation and others.
    private const int MostConnectionsPerSecond = 20;

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestCatchUp = TimeSpan.FromSeconds(10);

    [Test]
    [CancelAfter(180_000)]
    public async Task Hundreds_of_sockets_share_their_attempts_in_an_outage_and_catch_up_after_it(
        CancellationToken cancellationToken)
    {
        await using var redis = new RedisProcess();
        await redis.StartAsync(cancellationToken);
        await using var postgres = await PostgresProcess.StartNewAsync(cancellationToken);
        var database = await postgres.CreateDatabaseAsync(cancellationToken);
        await using var link = new ChatLink(postgres.Port);
        await using var writing = NodeOf(postgres.ConnectionString(database), redis);
        await using var reading = NodeOf(postgres.ConnectionString(database, link.Port), redis);
        await writing.StartAsync(cancellationToken);
        await reading.StartAsync(cancellationToken);
        using var person = await PlainClient.ConnectAsync(writing.Address, cancellationToken);
        var first = await person.SendOverSocketAsync();
        var sockets = new List<DeviceSocket>();
        try
        {
            while (sockets.Count < Sockets)
            {
                sockets.Add(await person.OpenSocketAsync(first.Cursor!, cancellationToken, reading.Address));
            }

            link.Set(LinkState.Cut);
            var begin = Stopwatch.GetTimestamp();
            var before = link.Accepted;
            var last = await WriteAsync(person, begin, cancellationToken);
            var attempts = link.Accepted - before;
            var lasted = Stopwatch.GetElapsedTime(begin);

            link.Set(LinkState.Up);
            var end = Stopwatch.GetTimestamp();
            await Task.WhenAll(sockets.Select(socket => AwaitAsync(socket, last, cancellationToken)));
            var caughtUp = Stopwatch.GetElapsedTime(end);
            await reading.AwaitReadinessAsync(true, cancellationToken);
            var ready = Stopwatch.GetElapsedTime(end);

            await TestContext.Progress.WriteLineAsync(
                $"{attempts} connections in {lasted.TotalSeconds:0.0} s without a database; all {Sockets} sockets were "
                + $"up to date after {caughtUp.TotalSeconds:0.00} s, and the node ready after "
                + $"{ready.TotalSeconds:0.00} s.");
            using (Assert.EnterMultipleScope())
            {
                Assert.That(attempts, Is.LessThan(lasted.TotalSeconds * MostConnectionsPerSecond));
                Assert.That(caughtUp, Is.LessThan(LongestCatchUp));
                Assert.That(ready, Is.LessThan(LongestCatchUp));
            }
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static ServerProcess NodeOf(string connection, RedisProcess redis) => new(new Dictionary<string, string>
    {
        ["ConnectionStrings__Postgres"] = connection,
        ["ConnectionStrings__Redis"] = $"127.0.0.1:{redis.Port}",
        ["Limits__SocketsPerUser"] = $"{2 * Sockets}",
    });

    /// <summary>Writes during the outage, so that all sockets are woken again and again.</summary>
    /// <returns>The id of the last message.</returns>
    private static async Task<Guid> WriteAsync(PlainClient person, long begin, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenMessages);
        while (true)
        {
            var sent = await person.SendOverSocketAsync();
            if (Stopwatch.GetElapsedTime(begin) >= Outage)
            {
                return sent.ClientMessageId!.Value;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static async Task AwaitAsync(DeviceSocket socket, Guid message, CancellationToken cancellationToken)
    {
        while (await socket.ReceiveAsync(cancellationToken) is { } frame)
        {
            if (frame.ClientMessageId == message)
            {
                return;
            }
        }

        throw new InvalidOperationException($"A socket was closed with {socket.CloseCode}.");
    }
}
