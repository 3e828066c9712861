using System.Diagnostics;
using System.Net;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.Soak;

/// <summary>The two nodes, and calls that are repeated until one of them answers.</summary>
internal sealed class Nodes(SoakOptions options, Tally tally) : IDisposable
{
    private const int Connections = 64;
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Node[] _nodes =
    [
        new(options.Stable, new ChatApi(options.Stable, Connections), false),
        new(options.Restarting, new ChatApi(options.Restarting, Connections), true),
    ];

    /// <summary>The node for this attempt of someone who is at home on the node of this number.</summary>
    public Node For(int home, int attempt) => _nodes[(home + attempt) % _nodes.Length];

    /// <summary>Every call of a run may be repeated: what has happened already is answered in the same way.</summary>
    public async Task<T> InsistAsync<T>(int home, Func<ChatApi, Task<T>> call, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var node = For(home, attempt);
            try
            {
                return await call(node.Api);
            }
            catch (LoadTestException e) when (
                e is not ApiException { Status: not HttpStatusCode.ServiceUnavailable }
                && Stopwatch.GetElapsedTime(start) < LongestCall)
            {
                if (e is ApiException || !node.MayStop)
                {
                    tally.CountOutage(e is ApiException ? "calls_unavailable" : "calls_unanswered");
                }
                else
                {
                    tally.Count("calls_repeated_elsewhere");
                }
            }

            await PauseAsync(attempt, stop);
        }
    }

    /// <summary>A random time, longer after each failed attempt, so that not all come back at once.</summary>
    public static Task PauseAsync(int attempt, CancellationToken stop)
    {
        var longest = TimeSpan.FromTicks(
            Math.Min(LongestPause.Ticks, ShortestPause.Ticks << Math.Min(attempt, 8)));
        return Task.Delay(longest * Random.Shared.NextDouble(), stop);
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
        {
            node.Api.Dispose();
        }
    }
}
