using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ChatApp.Api.Connections;

/// <summary>
/// A connection on which nobody has shown a good token yet. It has a while for its first byte, and again as long for
/// its first request, within TLS the handshake of TLS included. Safe for use by any thread.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="address">From where it comes.</param>
/// <param name="strangers">Where it has to be let in.</param>
/// <param name="metrics">Counts it when it is cut.</param>
/// <param name="time">The clock.</param>
internal sealed class Stranger(
    ConnectionContext connection,
    ClientAddress address,
    Strangers strangers,
    ConnectionMetrics metrics,
    TimeProvider time) : IDisposable
{
    private const string Silent = "silent";

    // What a connection within TLS begins with (RFC 8446, section 5.1).
    private const byte TlsHandshake = 22;

    // Where there is no TLS, Kestrel's own limit comes first and is answered with 408; its clock takes up to two
    // seconds more.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _deadline = new(Timeout.InfiniteTimeSpan, time);
    private int _requests;
    private long _since = time.GetTimestamp();
    private volatile bool _isKnown;

    /// <summary>From where it comes.</summary>
    public ClientAddress Address => address;

    /// <summary>
    /// Whoever has the least has to go first: those that are idle before the others, and of either those that have been
    /// so for the longest time.
    /// </summary>
    public (bool IsBusy, long Since) Standing => (Volatile.Read(ref _requests) > 0, Volatile.Read(ref _since));

    /// <summary>The connection of a request, if it is a stranger's still, or was.</summary>
    public static Stranger? Of(HttpContext context) => context.Features.Get<Stranger>();

    /// <summary>Waits for the first byte, which stays where it is.</summary>
    /// <param name="limit">For how long.</param>
    /// <returns>
    /// Whether one has come. After that the first request has as long, and else the connection is cut.
    /// </returns>
    public async Task<bool> HasBegunAsync(TimeSpan limit)
    {
        var input = connection.Transport.Input;
        bool isTls;
        _deadline.CancelAfter(limit);
        await using var stop = ShutDown.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), input);
        try
        {
            var read = await input.ReadAsync(_deadline.Token);
            var hasBegun = !read.Buffer.IsEmpty;
            isTls = hasBegun && read.Buffer.FirstSpan[0] == TlsHandshake;
            input.AdvanceTo(read.Buffer.Start);
            if (!hasBegun)
            {
                return false;
            }
        }
        catch (OperationCanceledException)
        {
            CutOff(Silent);
            return false;
        }
        catch (IOException)
        {
            // It has gone.
            return false;
        }

        _deadline.CancelAfter(isTls ? limit : limit + Grace);
        _deadline.Token.UnsafeRegister(static stranger => ((Stranger)stranger!).CutOff(Silent), this);
        return true;
    }

    /// <summary>Middleware: notes when requests of strangers begin and end.</summary>
    public static Task WatchAsync(HttpContext context, RequestDelegate next) =>
        Of(context) is { _isKnown: false } stranger ? stranger.ServeAsync(context, next) : next(context);

    /// <summary>
    /// Nothing is being done for one of its requests, which only waits, until what is returned is disposed.
    /// </summary>
    public IDisposable? Rest()
    {
        if (_isKnown)
        {
            return null;
        }

        BecomeIdle();
        return new Resting(this);
    }

    /// <summary>A good token was shown: it is no stranger any more.</summary>
    public void BecomeKnown()
    {
        if (!_isKnown)
        {
            _isKnown = true;
            strangers.Leave(this);
        }
    }

    /// <summary>Cuts the connection, and counts that for a reason.</summary>
    public void CutOff(string reason)
    {
        metrics.Refused(reason);
        connection.Abort();
    }

    public void Dispose()
    {
        strangers.Leave(this);
        _deadline.Dispose();
    }

    // HTTP, which hears of it otherwise, is not there yet.
    private CancellationToken ShutDown =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;

    private async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        BecomeBusy();
        _deadline.CancelAfter(Timeout.InfiniteTimeSpan);
        try
        {
            await next(context);
        }
        finally
        {
            BecomeIdle();
        }
    }

    private void BecomeBusy() => NoteTime(hasChanged: Interlocked.Increment(ref _requests) == 1);

    private void BecomeIdle() => NoteTime(hasChanged: Interlocked.Decrement(ref _requests) == 0);

    private void NoteTime(bool hasChanged)
    {
        if (hasChanged)
        {
            Volatile.Write(ref _since, time.GetTimestamp());
        }
    }

    private sealed class Resting(Stranger stranger) : IDisposable
    {
        public void Dispose() => stranger.BecomeBusy();
    }
}
