using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ChatApp.Api.Connections;

/// <summary>
/// A connection that has not yet sent a valid token. It has a limited time for its first byte, and the same time again
/// for its first request, including a TLS handshake. Thread-safe.
/// </summary>
internal sealed class Stranger(
    ConnectionContext connection, ClientAddress address, Strangers strangers, ConnectionMetrics metrics,
    TimeProvider time) : IDisposable
{
    private const string Silent = "silent";

    // The first byte of a TLS connection (RFC 8446, section 5.1).
    private const byte TlsHandshake = 22;

    // Without TLS, Kestrel's own limit should apply first, because it answers 408. Its timer is up to two seconds late.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _deadline = new(Timeout.InfiniteTimeSpan, time);
    private int _requests;
    private long _since = time.GetTimestamp();
    private volatile bool _isKnown;

    public ClientAddress Address => address;

    /// <summary>
    /// The order in which connections are displaced, lowest first: idle ones before busy ones, and among equals the one
    /// that has been so for the longest time.
    /// </summary>
    public (bool IsBusy, long Since) Standing => (Volatile.Read(ref _requests) > 0, Volatile.Read(ref _since));

    /// <summary>The state of a request's connection; null if it is not limited, such as a proxy's.</summary>
    public static Stranger? Of(HttpContext context) => context.Features.Get<Stranger>();

    /// <summary>Waits for the first byte, without consuming it.</summary>
    /// <returns>Whether a byte has arrived. If the first request is late after that, it is cut off.</returns>
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
            // The client has disconnected.
            return false;
        }

        _deadline.CancelAfter(isTls ? limit : limit + Grace);
        _deadline.Token.UnsafeRegister(static stranger => ((Stranger)stranger!).CutOff(Silent), this);
        return true;
    }

    /// <summary>Middleware that tracks when requests on unauthenticated connections begin and end.</summary>
    public static Task WatchAsync(HttpContext context, RequestDelegate next) =>
        Of(context) is { _isKnown: false } stranger ? stranger.ServeAsync(context, next) : next(context);

    /// <summary>Treats a request as idle while it only waits, until the returned object is disposed.</summary>
    public IDisposable? Rest()
    {
        if (_isKnown)
        {
            return null;
        }

        BecomeIdle();
        return new Resting(this);
    }

    /// <summary>Records that a valid token was sent, so the connection is authenticated from now on.</summary>
    public void BecomeKnown()
    {
        if (!_isKnown)
        {
            _isKnown = true;
            strangers.Leave(this);
        }
    }

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

    // Signals a shutdown here, because HTTP does not handle the connection yet.
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
