using System.IO.Pipelines;
using ChatApp.Api.WebSockets.Transport;

namespace ChatApp.Api.WebSockets;

#pragma warning disable CA1031 // A failure in the loop of a socket is logged and ends only the socket, not the process.

/// <summary>The receiving half of a connection: reads frame after frame and routes each.</summary>
/// <remarks>
/// Frames are routed in the order in which they arrive. While <see cref="SocketSender.MaxFramesInFlight"/> frames are
/// being processed or have an unsent answer, nothing more is read from the client. After the socket begins to close,
/// further messages are dropped, but the loop reads until the client's close frame.
/// </remarks>
internal sealed partial class SocketReceiver(
    PipeReader input, Guid userId, SocketSender sender, Heartbeat heartbeat, FrameRouter router, ILogger logger)
    : IDisposable
{
    private readonly MessageReader _messages = new(input, SocketSettings.MessageLimits, heartbeat);
    private int _refusalsInARow;

    /// <summary>Receives until the connection ends, and then makes the sender close. Does not throw.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var received = await _messages.ReadAsync();
                switch (received.Kind)
                {
                    case ReceivedKind.Text when !sender.IsClosing:
                        await TakeAsync(FrameParser.Parse(received.Payload.Span));
                        break;
                    case ReceivedKind.Ping or ReceivedKind.Pong when !sender.IsClosing:
                        TakeControl(received);
                        break;
                    case ReceivedKind.Violation:
                        sender.Close((CloseCode)received.CloseWith);
                        break;
                    case ReceivedKind.Close:
                        sender.Close(CloseCode.Normal);
                        return;
                    case ReceivedKind.Gone:
                        sender.Cut();
                        return;
                    default:
                        break;
                }
            }
        }
        catch (Exception exception) when (SocketTransport.IsEnd(exception))
        {
            // The client is gone without a close frame.
            sender.Cut();
        }
        catch (Exception exception)
        {
            LogFault(logger, exception, userId);
            sender.Close(CloseCode.ServerFault);
        }
    }

    public void Dispose() => _messages.Dispose();

    private async ValueTask TakeAsync(InboundFrame? frame)
    {
        await sender.Answers.OccupySlotAsync();
        var routing = router.RouteAsync(frame, userId);
        if (routing.IsCompletedSuccessfully)
        {
            Answer(await routing);
        }
        else
        {
            _ = AnswerLaterAsync(routing);
        }
    }

    private void Answer(FrameAnswer answer)
    {
        sender.Answer(answer);
        CountRefusal(answer.IsRefusal);
    }

    private void TakeControl(in ReceivedMessage received)
    {
        var isRefused = !router.CountControlFrame(userId);
        CountRefusal(isRefused);
        if (!isRefused && received.Kind == ReceivedKind.Ping)
        {
            sender.Pong(received.Payload.ToArray());
        }
    }

    // Called by the loop, and by any thread for an answer that took longer.
    private void CountRefusal(bool isRefused)
    {
        if (!isRefused)
        {
            Volatile.Write(ref _refusalsInARow, 0);
        }
        else if (Interlocked.Increment(ref _refusalsInARow) > router.RefusalsBeforeClose)
        {
            sender.Close(CloseCode.RateLimited);
        }
    }

    // The loop does not await this, so that it can read the next frame. The slots limit how many run at once, and a
    // fault closes the socket.
    private async Task AnswerLaterAsync(Task<FrameAnswer> routing)
    {
        try
        {
            Answer(await routing);
        }
        catch (Exception exception)
        {
            LogFault(logger, exception, userId);
            sender.Close(CloseCode.ServerFault);
        }
    }

    [LoggerMessage(230, LogLevel.Error, "A socket of user {UserId} was closed because of a fault")]
    private static partial void LogFault(ILogger logger, Exception exception, Guid userId);
}
