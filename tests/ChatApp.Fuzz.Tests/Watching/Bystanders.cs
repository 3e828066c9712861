using System.Diagnostics;
using System.Globalization;

namespace ChatApp.Fuzz.Tests.Watching;

/// <summary>
/// Two normal users: one writes to the other every 10 ms, by the clock and not after answers, so no delay is hidden.
/// </summary>
internal sealed class Bystanders(ChatSocket writer, ChatSocket reader, ChatUser recipient) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestDelivery = TimeSpan.FromSeconds(30);

    /// <summary>Lets two users exchange messages until a task has ended, and rethrows its failure.</summary>
    /// <returns>The delay of each message from its due time, in milliseconds, sorted.</returns>
    /// <exception cref="AssertionException">A message was lost, repeated or out of order.</exception>
    public static async Task<double[]> TalkUntilAsync(ChatTestServer server, Task end)
    {
        var (alice, bob) = (await server.RegisterAsync(), await server.RegisterAsync());
        await using var pair = new Bystanders(await alice.ConnectAsync(), await bob.ConnectAsync(), bob);
        var took = await pair.TalkUntilAsync(end);
        await end;
        return took;
    }

    /// <summary>A percentile of the sorted values.</summary>
    public static double Percentile(double[] sorted, double share) =>
        sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];

    /// <summary>Median, 99th percentile and maximum.</summary>
    public static string Describe(double[] sorted) => string.Create(CultureInfo.InvariantCulture,
        $"{Percentile(sorted, 0.5):0.0}/{Percentile(sorted, 0.99):0.0}/{sorted[^1]:0.0}");

    private async Task<double[]> TalkUntilAsync(Task end)
    {
        var begin = Stopwatch.GetTimestamp();
        var sent = 0;
        var reading = Task.CompletedTask;
        var took = new List<double>();
        using var timer = new PeriodicTimer(Interval);
        while (!end.IsCompleted)
        {
            await timer.WaitForNextTickAsync();
            while (sent * Interval < Stopwatch.GetElapsedTime(begin))
            {
                await writer.SendMessageAsync(recipient, Text(sent));
                reading = ReadNextAsync(reading, sent++);
            }
        }

        await reading;
        return [.. took.Order()];

        async Task ReadNextAsync(Task before, int number)
        {
            await before;
            var message = (await reader.NextAsync("message", LongestDelivery)).ToMessage();
            took.Add((Stopwatch.GetElapsedTime(begin) - (number * Interval)).TotalMilliseconds);
            if (message.Content != Text(number))
            {
                throw new AssertionException($"Message {number} was expected, and \"{message.Content}\" came.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await reader.DisposeAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
