using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>
/// A client as the contract describes it: keeps the last cursor and uses it when it reconnects, sends unacknowledged
/// messages again under the same <c>client_message_id</c>, waits longer after each failure, and checks its connection
/// with pings. It uses its socket and sometimes REST.
/// </summary>
internal sealed class Device(
    string name, Person person, DeviceSession session, string beginning, HistoryRecorder recorder, Talk talk)
{
    private const int MaxInFlight = 8;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromSeconds(1);

    private readonly Outbox _overSocket = new();
    private readonly Outbox _overRest = new();
    private readonly DeviceInbox _inbox = new();
    private readonly ConcurrentQueue<ChatMessage> _toMark = new();
    private int _openMarks;
    private string? _cursor;
    private bool _isTalking = true;
    private int _connections;
    private long _lastReceived;
    private long _lastAcknowledged;

    public string Name => name;

    public Person Person => person;

    public DeviceSession Session => session;

    /// <summary>The cursor before the first event of its user.</summary>
    public string Beginning => beginning;

    public DeviceInbox Inbox => _inbox;

    /// <summary>Whether it writes new messages and read marks by itself.</summary>
    public bool IsTalking
    {
        get => Volatile.Read(ref _isTalking);
        set => Volatile.Write(ref _isTalking, value);
    }

    /// <summary>The number of unacknowledged messages and read marks.</summary>
    public int Outstanding => _overSocket.Count + _overRest.Count + Volatile.Read(ref _openMarks);

    /// <summary>The time of the last acknowledgement.</summary>
    public TimeSpan LastAcknowledged => new(Volatile.Read(ref _lastAcknowledged));

    /// <summary>How often it has connected.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public DeviceLog Log => new(name, person.Id, _inbox.Events);

    /// <summary>Runs until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(StayConnectedAsync(stop), UseRestAsync(stop));

    private async Task StayConnectedAsync(CancellationToken stop)
    {
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            var before = _inbox.FrameCount;
            try
            {
                await ConnectAndTalkAsync(stop);
            }
            catch (Exception exception) when (
                exception is WebSocketException
                    or HttpRequestException
                    or IOException
                    or OperationCanceledException
                    or TimeoutException)
            {
                // A broken connection, or the end of the run.
            }

            failures = _inbox.FrameCount > before ? 0 : failures + 1;
            session.LeaveNode();
            _overSocket.SendAllAgain(recorder.Now);
            await DeviceSession.PauseAsync(failures, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConnectAndTalkAsync(CancellationToken stop)
    {
        var token = await session.GetTokenAsync(stop);
        using var socket = await DeviceSocket.ConnectAsync(
            session.Node, token, _cursor ?? beginning, $"{name}#{++_connections}", stop);
        Volatile.Write(ref _lastReceived, recorder.Now.Ticks);
        var framesBefore = _inbox.FrameCount;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var receiving = ReceiveAsync(socket, end.Token);
        var sending = SendAsync(socket, end.Token);
        await Task.WhenAny(receiving, sending);
        await end.CancelAsync();
        await Task.WhenAll(receiving, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        switch (socket.CloseCode)
        {
            case 4001:
                await session.RenewAsync(token, stop);
                break;
            case null or 1001:
            case 1011 when _inbox.FrameCount == framesBefore:
                // The connection broke, the node stopped, or the cursor could not be checked in an outage.
                break;
            default:
                recorder.WrongAnswer($"{socket.Name} was closed with {socket.CloseCode}");
                break;
        }
    }

    private async Task ReceiveAsync(DeviceSocket socket, CancellationToken cancellationToken)
    {
        while (await socket.ReceiveAsync(cancellationToken) is { } frame)
        {
            Volatile.Write(ref _lastReceived, recorder.Now.Ticks);
            _inbox.CountFrame();
            if (frame.Type == "error")
            {
                TakeError(frame, socket);
            }
            else
            {
                TakeEvent(frame);
            }
        }
    }

    private void TakeEvent(ChatFrame frame)
    {
        if (frame.Cursor is { } cursorOfEvent && frame.Type != "ready")
        {
            _inbox.Add(frame, recorder.Now);
            _cursor = cursorOfEvent;
        }

        if (frame.Type == "message" && frame.ToMessage() is var message)
        {
            if (message.SenderId == person.Id && message.ClientMessageId is { } id)
            {
                Acknowledge(_overSocket, id, message);
            }
            else if (IsTalking && Talk.IsRead())
            {
                Interlocked.Increment(ref _openMarks);
                _toMark.Enqueue(message);
            }
        }
    }

    private void TakeError(ChatFrame frame, DeviceSocket socket)
    {
        if (frame.Code != "unavailable")
        {
            recorder.WrongAnswer($"{socket.Name} was answered with {frame}");
        }
        else if (frame.ClientMessageId is { } id)
        {
            _overSocket.SendAgainAt(id, recorder.Now + (LongestRefusal * Random.Shared.NextDouble()));
        }
    }

    private async Task SendAsync(DeviceSocket socket, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick);
        var nextWords = recorder.Now + Talk.Pause();
        var lastPing = recorder.Now;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = recorder.Now;
            var silence = now - new TimeSpan(Volatile.Read(ref _lastReceived));
            if (silence > GiveUpAfter)
            {
                throw new TimeoutException("Nothing arrives any more.");
            }

            if (silence > PingAfter && now - lastPing > PingAfter)
            {
                lastPing = now;
                await socket.SendAsync(new { type = "ping" }, cancellationToken);
            }

            if (IsTalking && now >= nextWords && _overSocket.Count + _overRest.Count < MaxInFlight)
            {
                nextWords = now + Talk.Pause();
                var message = talk.Next(person.Id);
                recorder.Intend(message);
                (Talk.IsOverRest() ? _overRest : _overSocket).Add(message, now);
            }

            foreach (var message in _overSocket.TakeDue(now))
            {
                recorder.Try(new Attempt(message.ClientMessageId, socket.Name));
                await socket.SendAsync(BodyOf(message), cancellationToken);
            }
        }
    }

    private async Task UseRestAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Tick);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                foreach (var message in _overRest.TakeDue(recorder.Now))
                {
                    recorder.Try(new Attempt(message.ClientMessageId, null));
                    var answer = await session.InsistAsync(
                        HttpMethod.Post,
                        "messages/dm",
                        BodyOf(message),
                        HttpStatusCode.Created,
                        stop,
                        orElse: HttpStatusCode.OK);
                    Acknowledge(_overRest, message.ClientMessageId, answer.To<ChatMessage>());
                }

                while (_toMark.TryDequeue(out var read))
                {
                    await session.InsistAsync(
                        HttpMethod.Post,
                        $"messages/dm/{read.SenderId}/read",
                        new { message_id = read.Id },
                        HttpStatusCode.NoContent,
                        stop);
                    recorder.AcknowledgeMark(new AcknowledgedMark(person.Id, read.SenderId, read.Seq));
                    Interlocked.Decrement(ref _openMarks);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end of the run.
        }
    }

    private void Acknowledge(Outbox outbox, Guid clientMessageId, ChatMessage message)
    {
        recorder.Acknowledge(clientMessageId, message.Id, message.Seq);
        outbox.Remove(clientMessageId);
        Volatile.Write(ref _lastAcknowledged, recorder.Now.Ticks);
    }

    private static object BodyOf(IntendedMessage message) =>
        new
        {
            recipient_id = message.RecipientId,
            content = message.Content,
            client_message_id = message.ClientMessageId,
        };
}
