using System.Diagnostics;

namespace ChatApp.Api.Tests.Concurrency;

/// <summary>
/// Peers that stay silent, on the real clock. These tests only wait, so they run beside the other fixtures.
/// </summary>
[TestFixture]
public sealed class SilentPeerTests() : ContractTests(Database.Sqlite)
{
    [Test]
    public async Task Who_vanishes_without_a_close_is_dropped_and_who_answers_pings_stays()
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
        Assert.That(await dropping, Is.GreaterThanOrEqualTo(1), "it was pinged");
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
