using System.IO.Pipelines;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Events;

namespace ChatApp.Api.WebSockets;

#pragma warning disable CA1031 // A failure in a loop of a socket is logged and ends the socket, and not the process.

/// <summary>
/// The sending half of a connection: the only loop that writes to the client. It combines what is ready into one write.
/// </summary>
/// <remarks>
/// Any thread may call everything except <see cref="RunAsync"/>. Answers are sent in their order and before events, but
/// a repeat after its event. Events are sent in the order of the stream, each once. The first code given to
/// <see cref="Close"/> wins. With <see cref="CloseCode.ShuttingDown"/>, what was received before is committed and
/// acknowledged first; with any other code no more events are sent.
/// </remarks>
internal sealed partial class SocketSender(PipeWriter output, Heartbeat heartbeat, TimeProvider time, ILogger logger)
{
    /// <summary>Enough to fill a batch while the one before it commits.</summary>
    internal const int MaxFramesInFlight = 64;

    // A larger write would hardly save system calls, and would delay its first frame.
    private const int MaxWriteBytes = 32 * 1024;
    private static readonly TimeSpan OutageRetryDelay = TimeSpan.FromSeconds(1);

    private readonly WakeSignal _wake = new();
    private IStreamSubscription? _subscription;
    private byte[]? _pong;
    private int _closeCode;
    private long _writeStartedAt;
    private volatile bool _isCut;
    private volatile bool _isDrainOver;

    /// <summary>Answers to frames, and the slots that frames occupy until they are answered.</summary>
    public AnswerQueue Answers { get; } = new(MaxFramesInFlight);

    /// <summary>Whether the socket is to be closed.</summary>
    public bool IsClosing => Volatile.Read(ref _closeCode) != 0;

    /// <summary>
    /// How long the current write has taken so far, with or without progress; zero when there is none.
    /// </summary>
    public TimeSpan StalledFor =>
        Volatile.Read(ref _writeStartedAt) is var startedAt and not 0 ? time.GetElapsedTime(startedAt) : TimeSpan.Zero;

    private bool IsClosingAtOnce => IsClosing && (_closeCode != (int)CloseCode.ShuttingDown || _isDrainOver);

    public void Wake() => _wake.Set();

    public void Close(CloseCode code)
    {
        Interlocked.CompareExchange(ref _closeCode, (int)code, 0);
        _wake.Set();
    }

    /// <summary>Sends the close frame at once, without waiting any longer for what was received.</summary>
    public void EndDrain()
    {
        _isDrainOver = true;
        _wake.Set();
    }

    /// <summary>The connection has ended: the loop ends without sending what is left.</summary>
    public void Cut()
    {
        _isCut = true;
        Close(CloseCode.Normal);
    }

    /// <summary>Queues a frame that is no answer.</summary>
    public void Enqueue(byte[] frame)
    {
        Answers.Enqueue(frame, holdsSlot: false);
        _wake.Set();
    }

    /// <summary>Answers a ping. Of several pings only the last has to be answered (RFC 6455, section 5.5.3).</summary>
    public void Pong(byte[] payload)
    {
        Volatile.Write(ref _pong, payload);
        _wake.Set();
    }

    /// <summary>Completes a frame: queues its answer, or frees its slot when there is none.</summary>
    public void Answer(FrameAnswer answer)
    {
        if (answer.Frame is { } frame)
        {
            // The event that must come first may be in the event log and not known here yet.
            _subscription!.Raise(answer.AfterEvent);
            Answers.Enqueue(frame, holdsSlot: true, answer.AfterEvent);
            _wake.Set();
            return;
        }

        // A message's event wakes the loop by itself. Only a drain waits for the slot.
        Answers.FreeSlot();
        if (IsClosing)
        {
            _wake.Set();
        }
    }

    /// <summary>
    /// Sends until the socket is to be closed or the client is gone, and then the close frame. Does not throw.
    /// </summary>
    public async Task RunAsync(IStreamSubscription subscription)
    {
        _subscription = subscription;
        try
        {
            while (!_isCut && await SendNextAsync(subscription))
            {
            }

            if (!_isCut)
            {
                FrameWriter.WriteClose(output, _closeCode, ((CloseCode)_closeCode).ToString());
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

    /// <summary>Sends all that is ready, or reads or awaits more.</summary>
    /// <returns>Whether to go on.</returns>
    private async ValueTask<bool> SendNextAsync(IStreamSubscription subscription)
    {
        var answered = 0;
        while (output.UnflushedBytes < MaxWriteBytes && WriteNext(subscription, ref answered))
        {
        }

        if (output.UnflushedBytes > 0)
        {
            await FlushAsync();
            Answers.Sent(answered);
        }
        else if (IsClosingAtOnce || (IsClosing && !Answers.HasFramesInFlight && !subscription.IsBehind))
        {
            return false;
        }
        else if (!subscription.IsBehind || !await subscription.ReadAsync(CancellationToken.None))
        {
            // If it is still behind, the event log had nothing or was out of reach: try again soon, without being
            // woken.
            var timeout = subscription.IsBehind ? OutageRetryDelay : Timeout.InfiniteTimeSpan;
            await _wake.WaitAsync(timeout, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Writes the next frame that is ready, if any. It is sent by the flush.</summary>
    private bool WriteNext(IStreamSubscription subscription, ref int answered)
    {
        if (heartbeat.TryTakePing())
        {
            FrameWriter.Write(output, Opcode.Ping, []);
        }
        else if (Interlocked.Exchange(ref _pong, null) is { } pong)
        {
            FrameWriter.Write(output, Opcode.Pong, pong);
        }
        else if (Answers.TryDequeue(subscription.Sent, out var answer))
        {
            FrameWriter.Write(output, Opcode.Text, answer.Frame);
            answered += answer.HoldsSlot ? 1 : 0;
        }
        else if (!IsClosingAtOnce && subscription.TryTake(out var frame))
        {
            if (!frame.IsEmpty)
            {
                FrameWriter.Write(output, Opcode.Text, frame.Shared.Span, frame.End.Span);
            }
        }
        else
        {
            return false;
        }

        return true;
    }

    private async ValueTask FlushAsync()
    {
        Volatile.Write(ref _writeStartedAt, time.GetTimestamp());
        var flushed = await output.FlushAsync(CancellationToken.None);
        Volatile.Write(ref _writeStartedAt, 0);
        if (flushed.IsCompleted)
        {
            throw new IOException("The client is gone.");
        }
    }

    [LoggerMessage(EventId = 232, Level = LogLevel.Error, Message = "A socket was closed because of a fault")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
