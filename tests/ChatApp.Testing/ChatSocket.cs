using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace ChatApp.Testing;

/// <summary>
/// A client's socket. One loop takes in what comes; frames wait in a bounded inbox until the test asks for them, in their order.
/// </summary>
public sealed class ChatSocket : IAsyncDisposable
{
    private const int InboxCapacity = 100_000;

    private readonly ClientWebSocket _socket;
    private readonly Channel<ChatFrame> _inbox = Channel.CreateBounded<ChatFrame>(InboxCapacity);
    private readonly ConcurrentQueue<ChatFrame> _received = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _receiving;

    private ChatSocket(ClientWebSocket socket)
    {
        _socket = socket;
        _receiving = ReceiveAsync();
    }

    /// <summary>All frames that have come so far.</summary>
    public IReadOnlyCollection<ChatFrame> Received => _received;

    /// <summary>The first frame of a socket with <c>events=all</c>.</summary>
    public ChatFrame? Ready { get; private set; }

    /// <summary>Opens a socket.</summary>
    /// <param name="server">Where the server listens.</param>
    /// <param name="query">The query of the address, without the question mark.</param>
    /// <param name="headers">Headers of the handshake.</param>
    /// <param name="waitForReady">Whether the first frame will be <c>ready</c> and is to be taken in.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<ChatSocket> OpenAsync(
        Uri server,
        string query = "",
        IReadOnlyDictionary<string, string>? headers = null,
        bool waitForReady = false,
        CancellationToken cancellationToken = default)
    {
        var socket = new ClientWebSocket();
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            socket.Options.SetRequestHeader(name, value);
        }

        try
        {
            var address = new UriBuilder(server) { Scheme = "ws", Path = "/ws/chat", Query = query }.Uri;
            await socket.ConnectAsync(address, cancellationToken).WithTimeout();
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var opened = new ChatSocket(socket);
        if (waitForReady)
        {
            opened.Ready = await opened.NextAsync(cancellationToken);
        }

        return opened;
    }

    /// <summary>The next frame, in the order in which they came.</summary>
    /// <exception cref="TimeoutException">None came; the message lists those that had come before.</exception>
    public async Task<ChatFrame> NextAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _inbox.Reader.ReadAsync(cancellationToken).AsTask().WithTimeout();
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"No frame came. Before that: {Describe()}", exception);
        }
        catch (ChannelClosedException exception)
        {
            throw new InvalidOperationException($"The socket was closed with {_socket.CloseStatus}. Before that: {Describe()}", exception);
        }
    }

    /// <summary>The next frame of a type; others before it are passed over.</summary>
    public async Task<ChatFrame> NextAsync(string type, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var frame = await NextAsync(cancellationToken);
            if (frame.Type == type)
            {
                return frame;
            }
        }
    }

    /// <summary>The next message event; other frames before it are passed over.</summary>
    public async Task<ChatMessage> NextMessageAsync(CancellationToken cancellationToken = default) =>
        (await NextAsync("message", cancellationToken)).Message;

    /// <summary>
    /// Makes a round trip, so that everything the server had for this socket before has come, and gives what came until then.
    /// </summary>
    public async Task<IReadOnlyList<ChatFrame>> DrainAsync(CancellationToken cancellationToken = default)
    {
        await SendAsync(new { Type = "ping" }, cancellationToken);
        var frames = new List<ChatFrame>();
        while (true)
        {
            var frame = await NextAsync(cancellationToken);
            if (frame.Type == "pong")
            {
                return frames;
            }

            frames.Add(frame);
        }
    }

    /// <summary>Sends a message frame. Its acknowledgement is the message event that comes back.</summary>
    public Task SendMessageAsync(
        ChatUser recipient,
        string content,
        Guid? clientMessageId = null,
        CancellationToken cancellationToken = default) =>
        SendAsync(new { RecipientId = recipient.Id, Content = content, ClientMessageId = clientMessageId }, cancellationToken);

    /// <summary>Sends an object as a frame, its members in <c>snake_case</c>.</summary>
    public Task SendAsync(object frame, CancellationToken cancellationToken = default) =>
        SendRawAsync(JsonSerializer.SerializeToUtf8Bytes(frame, Wire.Json), cancellationToken: cancellationToken);

    /// <summary>Sends a text as a frame.</summary>
    public Task SendTextAsync(string frame, CancellationToken cancellationToken = default) =>
        SendRawAsync(Encoding.UTF8.GetBytes(frame), cancellationToken: cancellationToken);

    /// <summary>Sends bytes as a frame, whatever they are.</summary>
    public Task SendRawAsync(
        ReadOnlyMemory<byte> frame,
        WebSocketMessageType type = WebSocketMessageType.Text,
        CancellationToken cancellationToken = default) =>
        _socket.SendAsync(frame, type, endOfMessage: true, cancellationToken).AsTask().WithTimeout();

    /// <summary>Waits until the server has closed the socket.</summary>
    /// <returns>The close code; null when the connection was cut without one.</returns>
    public async Task<int?> WaitForCloseAsync()
    {
        await _receiving.WithTimeout();
        return (int?)_socket.CloseStatus;
    }

    /// <summary>Cuts the connection, as a network failure would.</summary>
    public void Abort() => _socket.Abort();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            using var deadline = new CancellationTokenSource(Patience.Default);
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
                await _receiving.WithTimeout();
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or TimeoutException)
            {
                _socket.Abort();
            }
        }

        await _stop.CancelAsync();
        await _receiving.WithTimeout();
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new ArraySegment<byte>(new byte[128 * 1024]);
        var length = 0;
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer[length..], _stop.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    if (_socket.State == WebSocketState.CloseReceived)
                    {
                        await _socket.CloseOutputAsync(_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, _stop.Token);
                    }

                    break;
                }

                length += received.Count;
                if (received.EndOfMessage)
                {
                    var frame = new ChatFrame(JsonElement.Parse(buffer.AsSpan(0, length)));
                    length = 0;
                    _received.Enqueue(frame);
                    await _inbox.Writer.WriteAsync(frame, _stop.Token);
                }
            }

            _inbox.Writer.TryComplete();
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The connection was cut: whoever waits for a frame is told so.
            _inbox.Writer.TryComplete(exception);
        }
    }

    private string Describe() => string.Join("\n", _received.TakeLast(20));
}
