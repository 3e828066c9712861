using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Soak;

/// <summary>
/// One device of a user: stays connected, comes back with its cursor, and sends again what is not acknowledged. One
/// loop connects and receives; any thread may send, or make it leave.
/// </summary>
internal sealed class Device(
    SoakUser user, int home, DeviceSession session, Inbox inbox, Nodes nodes, Tally tally, Retries retries)
    : IFrameHandler
{
    private const int BufferSize = 2048;
    private static readonly TimeSpan LongestHandshake = TimeSpan.FromSeconds(15);
    private static readonly Dialect Dialect = new ChatAppDialect();

    private volatile ChatSocket? _socket;
    private volatile Departure? _departure;
    private volatile bool _isAway;
    private DeviceTokens? _tokens;
    private bool _hasReceived;

    public SoakUser User => user;

    public int Home => home;

    public DeviceSession Session => session;

    public Inbox Inbox => inbox;

    public bool IsConnected => _socket is not null;

    /// <summary>Whether it is connected, but not where it belongs.</summary>
    public bool IsAwayFromHome => _isAway && IsConnected;

    public async Task RunAsync(CancellationToken stop)
    {
        var attempt = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                attempt = await ConnectAsync(nodes.For(home, attempt), stop) ? 0 : attempt + 1;
                var departure = Interlocked.Exchange(ref _departure, null);
                await (departure is null
                    ? Nodes.PauseAsync(attempt, stop)
                    : Task.Delay(departure.Away, stop));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Sends a frame if the device is connected; else it is lost, as with any client.</summary>
    public void Send(string frame) => _socket?.Send(Encoding.UTF8.GetBytes(frame));

    public void Send(OutgoingMessage message) =>
        Send(Dialect.Message(message.RecipientId, message.Content, message.ClientMessageId));

    /// <summary>Ends the connection, and comes back after some time, unless the run is over.</summary>
    /// <returns>False if there is no connection, or it ends already.</returns>
    public bool Leave(bool isOrderly, TimeSpan away)
    {
        if (_socket is not { } socket || Interlocked.CompareExchange(ref _departure, new Departure(away), null) != null)
        {
            return false;
        }

        if (isOrderly)
        {
            socket.StartClosing();
        }
        else
        {
            socket.Dispose();
        }

        return true;
    }

    /// <summary>Ends the connection at once.</summary>
    public void Cut() => _socket?.Dispose();

    public void OnText(ReadOnlySpan<byte> payload)
    {
        try
        {
            Take(ServerFrame.Parse(payload));
        }
        catch (JsonException e)
        {
            tally.Fail($"{e.Message}: {Encoding.UTF8.GetString(payload)}");
        }
    }

    public void OnBatchEnd()
    {
    }

    /// <returns>Whether the server sent anything on this connection.</returns>
    private async Task<bool> ConnectAsync(Node node, CancellationToken stop)
    {
        _hasReceived = false;
        try
        {
            _tokens = await session.TokensAsync(stop);
            var path = $"{Dialect.ReadySocketPath(_tokens.Access)}&since={Uri.EscapeDataString(inbox.Cursor)}";
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
            deadline.CancelAfter(LongestHandshake);
            using var socket = await ChatSocket.OpenAsync(node.Address, path, BufferSize, deadline.Token);
            (_isAway, _departure) = (node != nodes.For(home, 0), null);
            _socket = socket;
            stop.ThrowIfCancellationRequested();

            // Whatever is written from here on finds the socket; whatever was written before is sent now.
            foreach (var open in user.Talks.Values.Select(talk => talk.OpenOf(this)).OfType<OutgoingMessage>())
            {
                Send(open);
            }

            await socket.ReceiveAsync(this);
            tally.Count("left_without_a_close");
        }
        catch (SocketClosedException closed)
        {
            Judge(closed, node);
        }
        catch (Exception e) when (e is LoadTestException or SocketException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            Judge(e, node);
        }
        finally
        {
            _socket = null;
        }

        return _hasReceived;
    }

    private void Take(ServerFrame frame)
    {
        _hasReceived = true;
        if (frame.Type == "error")
        {
            TakeError(frame);
        }
        else if (frame.Repeat)
        {
            var talk = user.Talks.GetValueOrDefault(frame.RecipientId);
            if (talk?.NumberOf(frame.ClientMessageId) is not { } number)
            {
                tally.Fail($"a repeat of what was never sent: {frame}");
            }
            else if (talk.Acknowledge(number, frame.Id))
            {
                tally.Count("messages");
            }

            tally.Count("repeats");
        }
        else if (frame is { Cursor: not null, Type: not "ready" })
        {
            inbox.Take(frame);
        }
        else
        {
            tally.Count($"signals_{frame.Type}");
        }
    }

    private void TakeError(ServerFrame error)
    {
        if (error.Code != "unavailable")
        {
            tally.Fail($"error frame: {error}");
            return;
        }

        tally.CountOutage("frames_unavailable");
        var id = error.ClientMessageId;
        if (user.Talks.Values.FirstOrDefault(talk => talk.NumberOf(id) is not null) is { } refused)
        {
            retries.Add(this, refused);
        }
    }

    private void Judge(SocketClosedException closed, Node node)
    {
        switch (closed.Code)
        {
            case 1000 when _departure is not null:
                tally.Count("left_with_a_close");
                break;
            case 1001 or null when node.MayStop:
                tally.Count(closed.Code is null ? "closes_by_a_killed_node" : "closes_by_a_stopped_node");
                break;
            case 4001 when _tokens is { AreExpired: true }:
                tally.Count("closes_of_expired_tokens");
                break;
            case 1011 when !_hasReceived:
                // The cursor could not be checked.
                tally.CountOutage("closes_unavailable");
                break;
            case null when _departure is not null:
                tally.Count("left_without_a_close");
                break;
            default:
                tally.Fail($"{node.Address.Url}: {closed.Message}");
                break;
        }
    }

    private void Judge(Exception failure, Node node)
    {
        if (failure is ApiException)
        {
            tally.Fail($"a session is lost: {failure.Message}");
        }
        else if (node.MayStop || _departure is not null)
        {
            tally.Count("connections_broken");
        }
        else if (failure is OperationCanceledException || failure.Message.Contains(" 503 ", StringComparison.Ordinal))
        {
            tally.CountOutage("handshakes_unavailable");
        }
        else
        {
            tally.Fail($"{node.Address.Url}: {failure.Message}");
        }
    }

    private sealed record Departure(TimeSpan Away);
}
