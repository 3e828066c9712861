using ChatApp.Api.Security;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Events;

namespace ChatApp.Api.WebSockets;

/// <summary>One open socket: a receive loop, a send loop, and a subscription in place of a queue of events.</summary>
/// <remarks>
/// Any thread may call <see cref="Wake"/>, <see cref="Deliver"/>, <see cref="Enqueue"/>, <see cref="EndSession"/>,
/// <see cref="CloseForNewEpoch"/>, <see cref="Close"/>, <see cref="CheckDeadlines"/> and <see cref="Abort"/>; all
/// return at once. The first code passed to <see cref="Close"/> wins. <see cref="SocketReceiver"/> and
/// <see cref="SocketSender"/> implement the two loops and document their order and limits.
/// </remarks>
internal sealed class WebSocketConnection : IStreamSubscriber, IDisposable
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
        SocketTransport transport, Caller caller, FrameRouter router, SocketMetrics metrics, TimeProvider time,
        ILogger logger)
    {
        (_transport, _caller, _time) = (transport, caller, time);
        _heartbeat = new Heartbeat(SocketSettings.PingInterval, time);
        _sender = new SocketSender(transport.Output, caller.UserId, _heartbeat, metrics, time, logger);
        _receiver = new SocketReceiver(transport.Input, caller.UserId, _sender, _heartbeat, router, logger);
    }

    public Guid ConnectionId { get; } = Guid.CreateVersion7();

    public Guid UserId => _caller.UserId;

    public Guid SessionId => _caller.SessionId;

    public long WaitingEvents => _sender.WaitingEvents;

    /// <summary>Completes when the socket is closed and both loops have ended or never started.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Serves the socket until it ends. A client cannot make it throw.</summary>
    public async Task RunAsync(IStreamSubscription subscription)
    {
        var sending = _sender.RunAsync(subscription);
        var receiving = _receiver.RunAsync();
        await sending;
        if (!receiving.IsCompletedSuccessfully)
        {
            // The close frame is sent; the client has some seconds to answer it.
            await _transport.WaitForCloseAsync(receiving);
        }
    }

    public void Wake() => _sender.Wake();

    public void Deliver(ReadOnlyMemory<byte> signal) => _sender.Deliver(signal);

    public void EndSession() => Close(CloseCode.Unauthorized);

    public void CloseForNewEpoch() => Close(CloseCode.ServerFault);

    public void Enqueue(byte[] frame) => _sender.Enqueue(frame);

    public void Close(CloseCode code) => _sender.Close(code);

    /// <summary>Closes without completing received frames, because that took too long.</summary>
    public void EndDrain() => _sender.EndDrain();

    /// <summary>Cuts the connection without a closing handshake.</summary>
    public void Abort()
    {
        _sender.Cut();
        _transport.Abort();
    }

    /// <summary>Called every second: closes the socket on an expired token or a silent or too slow client.</summary>
    /// <remarks>
    /// With thousands of idle sockets this is a large part of the server's work, so it returns at once if nothing can
    /// be due yet. It always checks the token, because its expiry is a wall-clock time and that clock may jump.
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
            // A client that does not read cannot receive a ping either, so only the write is checked. The write may end
            // at any time.
            CheckStall(stalledFor);
            _nothingDueBefore = now;
        }
        else
        {
            // Received data or a sent ping only postpones the next check; a write that starts now cannot time out
            // before it.
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
        var verdict = _heartbeat.Check();
        if (verdict == HeartbeatVerdict.PingDue)
        {
            _sender.Wake();
        }
        else if (verdict == HeartbeatVerdict.GivenUp)
        {
            Abort();
        }
    }
}
