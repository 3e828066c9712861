using System.IO.Pipelines;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Api.WebSockets;

#pragma warning disable CA1031 // Whatever fails in a loop of a socket is the socket's end, seen at once, and not its process's.

/// <summary>The sending half of a connection: the one loop that writes to the peer, whatever it is, all that is at hand in one write.</summary>
/// <remarks>
/// Any thread may call everything but <see cref="RunAsync"/>. Answers go out in their order and ahead of events, but a repeat after its
/// event; events in the order of the stream, each once. The first code given to <see cref="Close"/> wins; on
/// <see cref="CloseCode.ShuttingDown"/> what was taken in before is committed and acknowledged first, on any other no more events are sent.
/// </remarks>
internal sealed partial class SocketSender(PipeWriter output, bool allEvents, Heartbeat heartbeat, TimeProvider time, ILogger logger)
{
    /// <summary>Enough to fill a batch while the one before it commits.</summary>
    internal const int MaxFramesInFlight = 64;

    // A larger write saves no more system calls that matter, and makes its first frame wait.
    private const int MaxWriteBytes = 32 * 1024;
    private static readonly TimeSpan OutageRetryDelay = TimeSpan.FromSeconds(1);

    private readonly WakeSignal _wake = new();
    private FeedReader? _feed;
    private byte[]? _pong;
    private int _closeCode;
    private long _writeStartedAt;
    private volatile bool _isCut;
    private volatile bool _isDrainOver;

    /// <summary>Answers to frames, and the slots that frames occupy until then.</summary>
    public AnswerQueue Answers { get; } = new(MaxFramesInFlight);

    /// <summary>Whether a close was asked for.</summary>
    public bool IsClosing => Volatile.Read(ref _closeCode) != 0;

    /// <summary>For how long the write that is under way has lasted, progress or not; zero when there is none.</summary>
    public TimeSpan StalledFor => Volatile.Read(ref _writeStartedAt) is var startedAt and not 0 ? time.GetElapsedTime(startedAt) : TimeSpan.Zero;

    private bool IsClosingAtOnce => IsClosing && (_closeCode != (int)CloseCode.ShuttingDown || _isDrainOver);

    public void Wake() => _wake.Set();

    public void Close(CloseCode code)
    {
        Interlocked.CompareExchange(ref _closeCode, (int)code, 0);
        _wake.Set();
    }

    /// <summary>What was taken in is not waited for any longer: the close frame goes out at once.</summary>
    public void EndDrain()
    {
        _isDrainOver = true;
        _wake.Set();
    }

    /// <summary>The connection is no more: the loop ends without sending anything, whatever it still has to send.</summary>
    public void Cut()
    {
        _isCut = true;
        Close(CloseCode.Normal);
    }

    /// <summary>Queues a frame that answers none.</summary>
    public void Enqueue(byte[] frame)
    {
        Answers.Enqueue(frame, holdsSlot: false);
        _wake.Set();
    }

    /// <summary>Answers a ping. Of several only the last has to be answered (RFC 6455, section 5.5.3).</summary>
    public void Pong(byte[] payload)
    {
        Volatile.Write(ref _pong, payload);
        _wake.Set();
    }

    /// <summary>Ends a frame: queues its answer, or frees its slot when there is nothing to say.</summary>
    public void Answer(FrameAnswer answer)
    {
        if (answer.Frame is { } frame)
        {
            // What it comes after may be in the log and not known here yet.
            _feed!.Raise(answer.AfterEvent);
            Answers.Enqueue(frame, holdsSlot: true, answer.AfterEvent);
            _wake.Set();
            return;
        }

        // A message's event wakes the loop itself, when it comes; a drain waits for the slot.
        Answers.FreeSlot();
        if (IsClosing)
        {
            _wake.Set();
        }
    }

    /// <summary>Sends until a close was asked for or the peer is gone, and then the close frame. Does not throw.</summary>
    public async Task RunAsync(FeedReader feed)
    {
        _feed = feed;
        try
        {
            while (!_isCut && await SendNextAsync(feed))
            {
            }

            if (!_isCut)
            {
                FrameWriter.WriteClose(output, (CloseCode)_closeCode);
                await FlushAsync();
            }
        }
        catch (Exception exception) when (SocketTransport.IsEnd(exception))
        {
            Close(CloseCode.Normal);
        }
        catch (Exception exception)
        {
            LogFault(logger, exception);
            Close(CloseCode.ServerFault);
        }
        finally
        {
            Answers.Complete();
        }
    }

    /// <summary>Sends all that is at hand, or gets or awaits more.</summary>
    /// <returns>Whether to go on.</returns>
    private async ValueTask<bool> SendNextAsync(FeedReader feed)
    {
        var answered = 0;
        while (output.UnflushedBytes < MaxWriteBytes && WriteNext(feed, ref answered))
        {
        }

        if (output.UnflushedBytes > 0)
        {
            await FlushAsync();
            Answers.Sent(answered);
        }
        else if (IsClosingAtOnce || (IsClosing && !Answers.HasFramesInFlight && !feed.IsBehind))
        {
            return false;
        }
        else if (!feed.IsBehind || !await ReadLogAsync(feed))
        {
            // While behind, the log had nothing or was out of reach: look again soon even if nobody wakes us.
            await _wake.WaitAsync(feed.IsBehind ? OutageRetryDelay : Timeout.InfiniteTimeSpan, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Writes the next frame that is at hand, if there is one; it goes out with the flush.</summary>
    private bool WriteNext(FeedReader feed, ref int answered)
    {
        if (heartbeat.TryTakePing())
        {
            FrameWriter.Write(output, Opcode.Ping, []);
        }
        else if (Interlocked.Exchange(ref _pong, null) is { } pong)
        {
            FrameWriter.Write(output, Opcode.Pong, pong);
        }
        else if (Answers.TryDequeue(feed.Sent, out var answer))
        {
            FrameWriter.Write(output, Opcode.Text, answer.Frame);
            answered += answer.HoldsSlot ? 1 : 0;
        }
        else if (!IsClosingAtOnce && feed.TryTake(out var next))
        {
            if (allEvents || next.IsMessage)
            {
                FrameWriter.Write(output, Opcode.Text, next.Utf8.Span);
            }
        }
        else
        {
            return false;
        }

        return true;
    }

    private async Task<bool> ReadLogAsync(FeedReader feed)
    {
        try
        {
            return await feed.ReadLogAsync(CancellationToken.None);
        }
        catch (Exception exception) when (DatabaseFailure.IsPassing(exception))
        {
            LogOutage(logger, exception);
            return false;
        }
    }

    private async ValueTask FlushAsync()
    {
        Volatile.Write(ref _writeStartedAt, time.GetTimestamp());
        var flushed = await output.FlushAsync(CancellationToken.None);
        Volatile.Write(ref _writeStartedAt, 0);
        if (flushed.IsCompleted)
        {
            throw new IOException("The peer has gone.");
        }
    }

    [LoggerMessage(EventId = 231, Level = LogLevel.Warning, Message = "Events could not be read; trying again")]
    private static partial void LogOutage(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 232, Level = LogLevel.Error, Message = "A socket was closed because of a fault")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
