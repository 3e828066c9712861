using System.Diagnostics;

namespace ChatApp.Api.Tests.Concurrency;

/// <summary>
/// Silent peers, on the real clock. These tests mostly wait, so they run in parallel with the other fixtures.
/// </summary>
[TestFixture]
public sealed class SilentPeerTests() : ContractTests(Database.Sqlite)
{
    [Test]
    public async Task A_client_that_stops_answering_pings_is_dropped()
    {
        var (alice, bob) = await RegisterTwoAsync(Server);
        using var vanished = await RawSocket.ConnectAsync(Server, alice);
        using var present = await RawSocket.ConnectAsync(Server, bob);

        var start = Stopwatch.GetTimestamp();
        var dropping = ReadToEndAsync(vanished, answersPings: false);
        var staying = ReadToEndAsync(present, answersPings: true);
        var first = await Task.WhenAny(dropping, staying).WaitAsync(TimeSpan.FromSeconds(60));
        var elapsed = Stopwatch.GetElapsedTime(start);

        Assert.That(first, Is.SameAs(dropping));
        Assert.That(await dropping, Is.GreaterThanOrEqualTo(1), "the server sent a ping");
        Assert.That(elapsed, Is.EqualTo(TimeSpan.FromSeconds(40)).Within(TimeSpan.FromSeconds(5)));
        Assert.That(staying.IsCompleted, Is.False);
        present.Dispose();
        await staying;
    }

    private static async Task<int> ReadToEndAsync(RawSocket socket, bool answersPings)
    {
        var pings = 0;
        try
        {
            while (true)
            {
                var (opcode, payload) = await socket.ReadFrameAsync();
                if (opcode == 9)
                {
                    pings++;
                    if (answersPings)
                    {
                        await socket.PongAsync(payload);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return pings;
        }
    }
}
