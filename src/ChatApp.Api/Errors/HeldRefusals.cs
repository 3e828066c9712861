using ChatApp.Api.Connections;

namespace ChatApp.Api.Errors;

/// <summary>
/// Holds back the answer to who asks too often. A refusal costs the server half of what an answer does, so whoever goes
/// on asking as fast as it is refused would still keep a core busy: held back, it asks once a second for each request
/// that it has under way. Safe for use by any thread.
/// </summary>
/// <remarks>The clock is the machine's: with a stopped test clock the wait would never end.</remarks>
internal sealed class HeldRefusals(IHostApplicationLifetime lifetime)
{
    // What is held is a request without its body, a few kilobytes. Beyond, refusals are answered at once.
    private const int Most = 5_000;

    /// <summary>How long a refusal is held back.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    private int _held;

    /// <summary>How many are held back now.</summary>
    internal int Held => Volatile.Read(ref _held);

    /// <summary>Waits; not longer than the client does, nor into the end of the server.</summary>
    public async Task WaitAsync(HttpContext context)
    {
        // Whoever is held keeps no place from others.
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
