using ChatApp.Api.Connections;

namespace ChatApp.Api.Errors;

/// <summary>
/// Delays the answer to a rate-limited request. A refusal costs the server half as much as a normal answer. So a client
/// that retries at once after each refusal would still keep a core busy. With the delay, it makes one request a second
/// for each request that it has in progress. Thread-safe.
/// </summary>
/// <remarks>It uses the system clock: with a stopped test clock the wait would never end.</remarks>
internal sealed class HeldRefusals(IHostApplicationLifetime lifetime)
{
    // A delayed request takes a few kilobytes, because its body was not read. Beyond this number, refusals are answered
    // at once.
    private const int Most = 5_000;

    /// <summary>How long a refusal is delayed.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    private int _held;

    internal int Held => Volatile.Read(ref _held);

    /// <summary>Waits for the delay, or until the client disconnects or the server stops.</summary>
    public async Task WaitAsync(HttpContext context)
    {
        // A delayed request counts as idle, so that it can be displaced.
        using var rest = Stranger.Of(context)?.Rest();
        try
        {
            if (Interlocked.Increment(ref _held) <= Most)
            {
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(
                    context.RequestAborted, lifetime.ApplicationStopping);
                await Task.Delay(Hold, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _held);
        }
    }
}
