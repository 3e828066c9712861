using System.Diagnostics;
using System.IO.Pipelines;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Events;

namespace ChatApp.Api.WebSockets;

#pragma warning disable CA1031 // A failure in the loop of a socket is logged and ends only the socket, not the process.

/// <summary>The sending half of a connection: its only writer, which joins all ready frames into one write.</summary>
/// <remarks>
/// Any thread may call all members except <see cref="RunAsync"/>. Answers are sent in order and before events, except
/// that a repeat is sent after its event. Events are sent in stream order, each once. Signals are sent when there is
/// nothing else to send. The first code passed to <see cref="Close"/> wins. With <see cref="CloseCode.ShuttingDown"/>,
/// frames received earlier are first committed and acknowledged; with any other code no more events are sent.
/// </remarks>
internal sealed partial class SocketSender(
    PipeWriter output, Guid userId, Heartbeat heartbeat, SocketMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>Enough frames to fill a batch while the previous one commits.</summary>
    internal const int MaxFramesInFlight = 64;

    /// <summary>
    /// Beyond these, signals are dropped until the client has received some. Each takes some 200 bytes, which the
    /// sockets of a user share.
    /// </summary>
    internal const int MaxPendingSignals = 4_096;

    // A larger write would save few system calls and delay its first frame.
    private const int MaxWriteBytes = 32 * 1024;
    private static readonly TimeSpan OutageRetryDelay = TimeSpan.FromSeconds(1);

    private readonly WakeSignal _wake = new();
    private readonly Queue<ReadOnlyMemory<byte>> _signals = [];
    private readonly DateTimeOffset _openedAt = time.GetUtcNow();
    private List<(ActivityContext Trace, DateTimeOffset WrittenAt)>? _traced;
    private IStreamSubscription? _subscription;
    private byte[]? _pong;
    private int _closeCode;
    private long _writeStartedAt;
    private volatile bool _isCut;
    private volatile bool _isDrainOver;

    // False once it is known that the client receives only messages.
    private volatile bool _takesSignals = true;

    /// <summary>Answers to frames, and the slots that frames occupy until they are answered.</summary>
    public AnswerQueue Answers { get; } = new(MaxFramesInFlight);

    public long WaitingEvents => _subscription?.Waiting ?? 0;

    public bool IsClosing => Volatile.Read(ref _closeCode) != 0;

    /// <summary>How long the current write has taken, with or without progress; zero if there is none.</summary>
    public TimeSpan StalledFor =>
        Volatile.Read(ref _writeStartedAt) is var startedAt and not 0 ? time.GetElapsedTime(startedAt) : TimeSpan.Zero;

    private bool IsClosingAtOnce => IsClosing && (_closeCode != (int)CloseCode.ShuttingDown || _isDrainOver);

    public void Wake() => _wake.Set();

    public void Deliver(ReadOnlyMemory<byte> signal)
    {
        if (_takesSignals)
        {
            lock (_signals)
            {
                if (_signals.Count < MaxPendingSignals)
                {
                    _signals.Enqueue(signal);
                }
            }

            _wake.Set();
        }
    }

    public void Close(CloseCode code)
    {
        if (Interlocked.CompareExchange(ref _closeCode, (int)code, 0) == 0)
        {
            metrics.Closed(code);
        }

        _wake.Set();
    }

    /// <summary>Sends the close frame at once, without waiting for frames in progress.</summary>
    public void EndDrain()
    {
        _isDrainOver = true;
        _wake.Set();
    }

    /// <summary>Records that the connection has ended: the loop ends without sending the rest.</summary>
    public void Cut()
    {
        _isCut = true;
        Close(CloseCode.Normal);
    }

    /// <summary>Queues a frame that is not an answer.</summary>
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

    /// <summary>Completes a frame: queues its answer, or frees its slot if there is none.</summary>
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

        // A message's event wakes the loop itself. Only a drain waits for the slot.
        Answers.Sent(1);
        if (IsClosing)
        {
            _wake.Set();
        }
    }

    /// <summary>Sends until the socket closes or the client is gone, then the close frame. Does not throw.</summary>
    public async Task RunAsync(IStreamSubscription subscription)
    {
        _subscription = subscription;
        _takesSignals = subscription.AllEvents;
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
            LogFault(logger, exception, userId);
            Close(CloseCode.ServerFault);
        }
        finally
        {
            Answers.Complete();
        }
    }

    /// <summary>Sends all ready frames, or else reads or waits for more.</summary>
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
            TraceDeliveries();
        }
        else if (IsClosingAtOnce || (IsClosing && !Answers.HasFramesInFlight && !subscription.IsBehind))
        {
            return false;
        }
        else if (!subscription.IsBehind || !await subscription.ReadAsync(CancellationToken.None))
        {
            // If the subscription is still behind, the event log had no events or could not be reached: retry soon,
            // without a wake signal.
            var timeout = subscription.IsBehind ? OutageRetryDelay : Timeout.InfiniteTimeSpan;
            await _wake.WaitAsync(timeout, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Writes the next ready frame, if any. The flush sends it.</summary>
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
        else if (!IsClosingAtOnce && subscription.TakeCursorError() is { } error)
        {
            FrameWriter.Write(output, Opcode.Text, OutboundFrames.ErrorFrame(error));
        }
        else if (!IsClosingAtOnce && subscription.TryTake(out var frame))
        {
            if (!frame.IsEmpty)
            {
                FrameWriter.Write(output, Opcode.Text, frame.Shared.Span, frame.End.Span);
                RecordDelivery(frame.AcceptedAt);
                if (frame.Trace.TraceId != default)
                {
                    (_traced ??= []).Add((frame.Trace, time.GetUtcNow()));
                }
            }
        }
        else if (_takesSignals && !IsClosing && !subscription.IsBehind && TryTakeSignal(out var signal))
        {
            FrameWriter.Write(output, Opcode.Text, signal.Span);
        }
        else
        {
            return false;
        }

        return true;
    }

    // A message that came while the device was away says nothing about the server.
    private void RecordDelivery(DateTimeOffset? acceptedAt)
    {
        if (acceptedAt is { } accepted && accepted >= _openedAt)
        {
            metrics.Delivered(time.GetUtcNow() - accepted);
        }
    }

    // The spans of events that are sent now, from their writing to the end of the flush.
    private void TraceDeliveries()
    {
        if (_traced is not { Count: > 0 } traced)
        {
            return;
        }

        foreach (var (trace, writtenAt) in traced)
        {
            ChatTrace.Source.StartActivity(
                ActivityKind.Internal,
                trace,
                tags: [KeyValuePair.Create<string, object?>("user.id", userId)],
                startTime: writtenAt,
                name: "deliver")?.Dispose();
        }

        traced.Clear();
    }

    private bool TryTakeSignal(out ReadOnlyMemory<byte> signal)
    {
        lock (_signals)
        {
            return _signals.TryDequeue(out signal);
        }
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

    [LoggerMessage(232, LogLevel.Error, "A socket of user {UserId} was closed because of a fault")]
    private static partial void LogFault(ILogger logger, Exception exception, Guid userId);
}
