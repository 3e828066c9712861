using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Api.WebSockets;

/// <summary>One open socket: a loop that receives, a loop that sends, and a place in the user's stream instead of a queue of events.</summary>
/// <remarks>
/// Any thread may call <see cref="Wake"/>, <see cref="Enqueue"/>, <see cref="EndSession"/>, <see cref="Close"/>, <see cref="CheckDeadlines"/> and
/// <see cref="Abort"/>; all return at once. The first code given to <see cref="Close"/> wins. What is ordered and what is bounded say
/// <see cref="SocketReceiver"/> and <see cref="SocketSender"/>, which own the two loops.
/// </remarks>
internal sealed class WebSocketConnection : IClientConnection, IDisposable
{
    private readonly SocketTransport _transport;
    private readonly Caller _caller;
    private readonly TimeProvider _time;
    private readonly Heartbeat _heartbeat;
    private readonly SocketSender _sender;
    private readonly SocketReceiver _receiver;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nothingDueBefore = long.MinValue;

    public WebSocketConnection(
        SocketTransport transport, Caller caller, bool allEvents, FrameRouter router, RateLimits rateLimits, TimeProvider time, ILogger logger)
    {
        (_transport, _caller, _time) = (transport, caller, time);
        _heartbeat = new Heartbeat(time);
        _sender = new SocketSender(transport.Output, allEvents, _heartbeat, time, logger);
        _receiver = new SocketReceiver(transport.Input, caller.UserId, _sender, _heartbeat, router, rateLimits.RefusalsBeforeClose, logger);
    }

    public Guid ConnectionId { get; } = Guid.CreateVersion7();

    public Guid UserId => _caller.UserId;

    public Guid SessionId => _caller.SessionId;

    /// <summary>Completes when the socket is closed and both loops have ended, or were never begun.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Serves the socket to its end. Does not throw for what a peer can do.</summary>
    public async Task RunAsync(FeedReader feed)
    {
        var sending = _sender.RunAsync(feed);
        var receiving = _receiver.RunAsync();
        await sending;
        if (receiving.IsCompletedSuccessfully)
        {
            return;
        }

        // The close frame is out; the peer has a while to answer it.
        using var deadline = new CancellationTokenSource(SocketSettings.CloseTimeout);
        await using var cut = deadline.Token.UnsafeRegister(static transport => ((SocketTransport)transport!).Abort(), _transport);
        await receiving;
    }

    public void Wake() => _sender.Wake();

    public void EndSession() => Close(CloseCode.Unauthorized);

    /// <summary>Queues a frame for this socket alone.</summary>
    public void Enqueue(byte[] frame) => _sender.Enqueue(frame);

    public void Close(CloseCode code) => _sender.Close(code);

    /// <summary>What was taken in could not be finished in time: closes without it.</summary>
    public void EndDrain() => _sender.EndDrain();

    /// <summary>Cuts the connection without a closing handshake.</summary>
    public void Abort()
    {
        _sender.Cut();
        _transport.Abort();
    }

    /// <remarks>
    /// With thousands of idle sockets this is much of what a server does, so it looks no further when nothing can be due yet. The token's end
    /// is a time of the wall clock, which may jump, and so is looked at always.
    /// </remarks>
    public void CheckDeadlines()
    {
        if (_time.GetUtcNow() >= _caller.TokenExpiresAt)
        {
            Close(CloseCode.Unauthorized);
        }

        var now = _time.GetTimestamp();
        if (now < _nothingDueBefore)
        {
            return;
        }

        if (_sender.StalledFor is var stalledFor && stalledFor > TimeSpan.Zero)
        {
            // Whoever does not read cannot see a ping either, so here only the write counts, and it may end at any time.
            CheckStall(stalledFor);
            _nothingDueBefore = now;
        }
        else
        {
            // What is heard, and a ping that is sent, only puts the next one off; a write that begins meanwhile is not too slow before that.
            CheckHeartbeat();
            _nothingDueBefore = now + (long)(_heartbeat.UntilDue().TotalSeconds * _time.TimestampFrequency);
        }
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _ended.TrySetResult();
    }

    private void CheckStall(TimeSpan stalledFor)
    {
        if (stalledFor > SocketSettings.SlowAfter + SocketSettings.SlowGrace)
        {
            Abort();
        }
        else if (stalledFor > SocketSettings.SlowAfter)
        {
            Close(CloseCode.TooSlow);
        }
    }

    private void CheckHeartbeat()
    {
        switch (_heartbeat.Check())
        {
            case HeartbeatVerdict.PingDue:
                _sender.Wake();
                break;
            case HeartbeatVerdict.GivenUp:
                Abort();
                break;
            default:
                break;
        }
    }
}
