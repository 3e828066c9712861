using System.Net.WebSockets;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Api.WebSockets;

#pragma warning disable CA1031 // Whatever fails in a loop of a socket is the socket's end, seen at once, and not its process's.

/// <summary>One open socket: a loop that receives, a loop that sends, and a place in the user's stream instead of a queue of events.</summary>
/// <remarks>
/// Any thread may call <see cref="Wake"/>, <see cref="Enqueue"/>, <see cref="EndSession"/>, <see cref="Close"/>, <see cref="CheckDeadlines"/> and
/// <see cref="Abort"/>; all return at once. The first code given to <see cref="Close"/> wins.
/// <para>
/// Frames are routed in the order in which they came. At most <see cref="MaxFramesInFlight"/> are under way or have an answer that is not
/// sent yet; then nothing more is read from the client, so what it can queue here is bounded by what it reads. Answers go out in their order and
/// ahead of events, but a repeat after its event; events in the order of the stream, each once. After a close was asked for, frames that still come in are
/// dropped; on <see cref="CloseCode.ShuttingDown"/> what was taken in before is committed and acknowledged first.
/// </para>
/// </remarks>
internal sealed partial class WebSocketConnection(
    WebSocket socket,
    Caller caller,
    bool allEvents,
    FrameRouter router,
    RateLimits rateLimits,
    TimeProvider time,
    ILogger logger) : IClientConnection, IDisposable
{
    /// <summary>Enough to fill a batch while the one before it commits.</summary>
    internal const int MaxFramesInFlight = 64;
    private static readonly TimeSpan OutageRetryDelay = TimeSpan.FromSeconds(1);

    // Any thread.
    private readonly WakeSignal _wake = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AnswerQueue _answers = new(MaxFramesInFlight);
    private int _closeCode;
    private long _sendStartedAt;
    private FeedReader? _feed;

    // The receive loop.
    private readonly FrameReader _frames = new(socket);
    private int _refusalsInARow;

    public Guid ConnectionId { get; } = Guid.CreateVersion7();

    public Guid UserId => caller.UserId;

    public Guid SessionId => caller.SessionId;

    /// <summary>Completes when the socket is closed and both loops have ended, or were never begun.</summary>
    public Task Ended => _ended.Task;

    private bool IsClosing => Volatile.Read(ref _closeCode) != 0;

    /// <summary>Serves the socket to its end. Does not throw for what a peer can do.</summary>
    public async Task RunAsync(FeedReader feed)
    {
        _feed = feed;
        var receiving = ReceiveLoopAsync();
        await SendLoopAsync(feed);
        await CloseAsync(receiving);
        await receiving;
    }

    public void Wake() => _wake.Set();

    public void EndSession() => Close(CloseCode.Unauthorized);

    /// <summary>Queues a frame for this socket alone.</summary>
    public void Enqueue(byte[] frame)
    {
        _answers.Enqueue(frame, holdsSlot: false);
        _wake.Set();
    }

    public void Close(CloseCode code)
    {
        Interlocked.CompareExchange(ref _closeCode, (int)code, 0);
        _wake.Set();
    }

    /// <summary>Cuts the connection without a closing handshake.</summary>
    public void Abort()
    {
        Close(CloseCode.Normal);
        socket.Abort();
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    public void CheckDeadlines()
    {
        if (time.GetUtcNow() >= caller.TokenExpiresAt)
        {
            Close(CloseCode.Unauthorized);
        }

        if (Volatile.Read(ref _sendStartedAt) is var startedAt and not 0)
        {
            var stalledFor = time.GetElapsedTime(startedAt);
            if (stalledFor > SocketSettings.SlowAfter + SocketSettings.SlowGrace)
            {
                Abort();
            }
            else if (stalledFor > SocketSettings.SlowAfter)
            {
                Close(CloseCode.TooSlow);
            }
        }
    }

    public void Dispose()
    {
        _cut.Dispose();
        _frames.Dispose();
        _ended.TrySetResult();
    }

    private async Task ReceiveLoopAsync()
    {
        try
        {
            while (true)
            {
                var frame = await _frames.ReadAsync(_cut.Token);
                if (frame.CloseWith is { } code)
                {
                    Close(code);
                    if (code != CloseCode.Normal)
                    {
                        await _frames.SkipToCloseAsync(_cut.Token);
                    }

                    return;
                }

                if (!IsClosing)
                {
                    await TakeAsync(FrameParser.Parse(frame.Utf8.Span));
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The peer has gone without a word, or broke the protocol and was told so by the framework.
            Close(CloseCode.Normal);
        }
        catch (Exception exception)
        {
            LogFault(logger, exception);
            Close(CloseCode.ServerFault);
        }
    }

    private async Task TakeAsync(InboundFrame? frame)
    {
        await _answers.OccupySlotAsync(_cut.Token);
        var routing = router.RouteAsync(frame, UserId);
        if (!routing.IsCompletedSuccessfully)
        {
            _refusalsInARow = 0;
            _ = AnswerLaterAsync(routing);
            return;
        }

        var answer = await routing;
        _refusalsInARow = answer.IsRefusal ? _refusalsInARow + 1 : 0;
        Finish(answer);
        if (_refusalsInARow > rateLimits.RefusalsBeforeClose)
        {
            Close(CloseCode.RateLimited);
        }
    }

    // Not awaited by the receive loop, which goes on to the next frame; its slot is its count, and a fault closes the socket.
    private async Task AnswerLaterAsync(Task<FrameAnswer> routing)
    {
        try
        {
            Finish(await routing);
        }
        catch (Exception exception)
        {
            LogFault(logger, exception);
            Close(CloseCode.ServerFault);
        }
    }

    private void Finish(FrameAnswer answer)
    {
        if (answer.Frame is { } frame)
        {
            // A repeat comes after the event itself, which was in the feed before the repeat was answered.
            _answers.Enqueue(frame, holdsSlot: true, afterEvent: answer.IsRepeat ? _feed!.Head : 0);
        }
        else
        {
            _answers.FreeSlot();
        }

        _wake.Set();
    }

    private async Task SendLoopAsync(FeedReader feed)
    {
        try
        {
            while (true)
            {
                if (_answers.TryDequeue(feed.Sent, out var answer))
                {
                    await SendAsync(answer.Frame);
                    _answers.Sent(answer);
                }
                else if (IsClosing && (_closeCode != (int)CloseCode.ShuttingDown || IsDrained(feed)))
                {
                    return;
                }
                else if (feed.TryTake(out var next))
                {
                    if (allEvents || next.IsMessage)
                    {
                        await SendAsync(next.Utf8);
                    }
                }
                else if (!feed.IsBehind || !await ReadLogAsync(feed))
                {
                    // While behind, the log had nothing or was out of reach: look again soon even if nobody wakes us.
                    await _wake.WaitAsync(feed.IsBehind ? OutageRetryDelay : Timeout.InfiniteTimeSpan, _cut.Token);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            Close(CloseCode.Normal);
        }
        catch (Exception exception)
        {
            LogFault(logger, exception);
            Close(CloseCode.ServerFault);
        }
    }

    private bool IsDrained(FeedReader feed) => !_answers.HasFramesInFlight && !feed.IsBehind;

    private async Task<bool> ReadLogAsync(FeedReader feed)
    {
        try
        {
            return await feed.ReadLogAsync(_cut.Token);
        }
        catch (Exception exception) when (DatabaseFailure.IsOutage(exception))
        {
            LogOutage(logger, exception);
            return false;
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> frame)
    {
        Volatile.Write(ref _sendStartedAt, time.GetTimestamp());
        await socket.SendAsync(frame, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, _cut.Token);
        Volatile.Write(ref _sendStartedAt, 0);
    }

    private async Task CloseAsync(Task receiving)
    {
        using var deadline = new CancellationTokenSource(SocketSettings.CloseTimeout);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                var code = (CloseCode)_closeCode;
                await socket.CloseOutputAsync((WebSocketCloseStatus)code, code.ToString(), deadline.Token);
            }

            await receiving.WaitAsync(deadline.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            Abort();
        }
    }

    [LoggerMessage(EventId = 230, Level = LogLevel.Error, Message = "A socket was closed because of a fault")]
    private static partial void LogFault(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 231, Level = LogLevel.Warning, Message = "Events could not be read; trying again")]
    private static partial void LogOutage(ILogger logger, Exception exception);
}
