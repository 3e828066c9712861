using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Limits;

/// <summary>
/// One account sends to one person as fast as it can, on a server with default limits, and a friend then sends a
/// message. <c>CHATAPP_FLOOD_SECONDS=11</c> makes it as long as the attack whose figures are in docs/delivery.md.
/// </summary>
[NonParallelizable]
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class FloodTests(Database database) : ContractTests(database)
{
    private const int Sockets = 4;

    // The default limits for one sender and one recipient: a text counts once for each 1,000 bytes started.
    private const int Burst = 200;
    private const int PerSecond = 20;
    private const int UnitBytes = 1_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(int.Parse(
        Environment.GetEnvironmentVariable("CHATAPP_FLOOD_SECONDS") ?? "2", CultureInfo.InvariantCulture));

    [TestCase("x")]
    [TestCase("€", 4_000)]
    public async Task A_flood_of_one_account_is_limited_to_the_rate_of_a_person(string letter, int count = 1)
    {
        await using var server = await StartServerAsync(("RateLimits:Enabled", "true"));
        var (mallory, bob) = await RegisterTwoAsync(server);
        var carol = await server.RegisterAsync(UniqueName.Next("carol_"));
        var before = (await bob.SyncAsync()).Cursor;
        var content = string.Concat(Enumerable.Repeat(letter, count));
        var started = TimeProvider.System.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, Sockets).Select(_ => Task.Run(() => FloodAsync(mallory, bob, content))));

        await carol.SendAsync(bob, "from a friend");
        var took = TimeProvider.System.GetElapsedTime(started);
        var connected = TimeProvider.System.GetTimestamp();
        await using var socket = await bob.ConnectAsync(before);
        var fromFriend = await socket.NextAsync(
            frame => frame.Text("sender_id") == carol.Id.ToString(), TimeSpan.FromMinutes(1));
        var waited = TimeProvider.System.GetElapsedTime(connected);

        var ahead = socket.Received
            .TakeWhile(frame => frame.Cursor != fromFriend.Cursor)
            .Where(frame => frame.Type == "message")
            .ToList();
        var megabytes = ahead.Sum(frame => Encoding.UTF8.GetByteCount(frame.ToString())) / 1e6;
        await TestContext.Out.WriteLineAsync(
            $"{ahead.Count:N0} messages in {took.TotalSeconds:N1} s; the friend's is behind {megabytes:N1} MB, "
            + $"{waited.TotalSeconds:N2} s; {SizeOnDisk(server) / 1e6:N1} MB on disk");

        // One message may exceed the limit by its cost. Messages sent earlier may still be stored before the friend's.
        var units = (Encoding.UTF8.GetByteCount(content) + UnitBytes - 1) / UnitBytes;
        var most = Burst + (PerSecond * took.TotalSeconds) + units;
        Assert.That(ahead.Count * units, Is.LessThanOrEqualTo(most));
        Assert.That(ahead, Is.Not.Empty);
    }

    private static async Task FloodAsync(ChatUser from, ChatUser to, string content)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Duration)
        {
            await using var socket = await from.ConnectAsync(allEvents: false);
            try
            {
                while (TimeProvider.System.GetElapsedTime(started) < Duration)
                {
                    await socket.SendMessageAsync(to.Id, content);
                }
            }
            catch (WebSocketException)
            {
                // Closed with 4029: reconnects at once.
            }

            socket.Abort();
        }
    }

    private long SizeOnDisk(ChatTestServer server) =>
        Database == Database.Sqlite
            ? new DirectoryInfo(server.Services.GetRequiredService<IConfiguration>()["Storage:DataDirectory"]!)
                .EnumerateFiles().Sum(file => file.Length)
            : 0;
}
