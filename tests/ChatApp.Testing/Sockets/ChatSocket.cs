using System.Net.WebSockets;
using System.Text.Json;

namespace ChatApp.Testing;

/// <summary>
/// An open socket of a user. A background loop receives frames into a bounded inbox, from which <c>NextAsync</c> takes
/// them. Sends run one after another, so all methods may run concurrently. If the connection breaks without a close
/// frame, the waiting call throws <see cref="ChatSocketBrokenException"/>, or <see cref="DisposeAsync"/> throws if no
/// call waits. After <see cref="Abort"/> and <see cref="WaitForBreakAsync"/> this is expected.
/// </summary>
public sealed class ChatSocket : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket;
    private readonly SecretWatch? _watch;
    private readonly Action<ReadOnlyMemory<byte>>? _frameReceived;
    private readonly ChatSocketInbox _inbox = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Task _receiving;
    private volatile bool _endIsExpected;

    private ChatSocket(ClientWebSocket socket, ChatTestServer server)
    {
        (_socket, _watch, _frameReceived) = (socket, server.Watch, server.FrameReceived);
        _receiving = ReceiveAsync();
    }

    /// <summary>The <c>ready</c> frame, if connected with all events.</summary>
    public ChatFrame? Ready { get; private set; }

    /// <summary>The cursor of the <c>ready</c> frame.</summary>
    /// <exception cref="InvalidOperationException">The socket was not connected with all events.</exception>
    public string ReadyCursor =>
        Ready?.Cursor ?? throw new InvalidOperationException("There is no ready frame with a cursor.");

    /// <summary>All frames received so far, in order, including those already taken.</summary>
    public IReadOnlyList<ChatFrame> Received => _inbox.All;

    /// <summary>The messages among <see cref="Received"/>.</summary>
    public IReadOnlyList<ChatMessage> ReceivedMessages =>
        [.. Received.Where(frame => frame.Type == "message").Select(frame => frame.ToMessage())];

    /// <summary>The close reason of the server; null before the close.</summary>
    public string? CloseReason => _socket.CloseStatusDescription;

    /// <summary>Opens a socket. Most tests do this through <see cref="ChatUser"/>.</summary>
    /// <param name="server">The server.</param>
    /// <param name="options">The options.</param>
    /// <param name="cancellationToken">Cancels the handshake.</param>
    /// <exception cref="ChatSocketRefusedException">The server refused the upgrade with a status.</exception>
    /// <exception cref="ChatSocketClosedException">The server closed it before the <c>ready</c> frame.</exception>
    public static Task<ChatSocket> ConnectAsync(
        ChatTestServer server, ChatSocketOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        return ConnectAsync(server, server.BaseAddress, options, cancellationToken);
    }

    /// <summary>Takes the oldest frame not taken yet, or waits for one.</summary>
    /// <param name="timeout">How long to wait; 30 seconds if null.</param>
    /// <exception cref="TimeoutException">No frame arrived; the message lists earlier ones.</exception>
    /// <exception cref="ChatSocketClosedException">The server closed the socket.</exception>
    /// <exception cref="ChatSocketBrokenException">The connection broke.</exception>
    public Task<ChatFrame> NextAsync(TimeSpan? timeout = null) => Take(_ => true, "frame", timeout);

    /// <summary>
    /// Takes the oldest frame of a type from the inbox, or waits for one; frames of other types stay.
    /// </summary>
    /// <param name="type">The type, for example <c>message</c>.</param>
    /// <param name="timeout">How long to wait; 30 seconds if null.</param>
    /// <exception cref="TimeoutException">No such frame arrived; the message lists the received ones.</exception>
    /// <exception cref="ChatSocketClosedException">The server closed the socket.</exception>
    /// <exception cref="ChatSocketBrokenException">The connection broke.</exception>
    public Task<ChatFrame> NextAsync(string type, TimeSpan? timeout = null) =>
        Take(frame => frame.Type == type, $"'{type}' frame", timeout);

    /// <summary>Takes the oldest matching frame not taken yet, or waits for one; other frames stay.</summary>
    /// <param name="predicate">The condition.</param>
    /// <param name="timeout">How long to wait; 30 seconds if null.</param>
    /// <exception cref="TimeoutException">No such frame arrived; the message lists the received ones.</exception>
    /// <exception cref="ChatSocketClosedException">The server closed the socket.</exception>
    /// <exception cref="ChatSocketBrokenException">The connection broke.</exception>
    public Task<ChatFrame> NextAsync(Func<ChatFrame, bool> predicate, TimeSpan? timeout = null) =>
        Take(predicate, "matching frame", timeout);

    /// <summary>Takes the next message events, and waits for them.</summary>
    /// <param name="count">The number of events.</param>
    public async Task<IReadOnlyList<ChatMessage>> NextMessagesAsync(int count)
    {
        var messages = new List<ChatMessage>(count);
        while (messages.Count < count)
        {
            messages.Add((await NextAsync("message")).ToMessage());
        }

        return messages;
    }

    /// <summary>Sends a message frame. The copy that the sender receives is the acknowledgement.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="content">The text.</param>
    /// <param name="clientMessageId">The client message id, which makes a repeated send safe.</param>
    /// <param name="replyToId">The message that this one answers.</param>
    /// <param name="data">The client's own JSON object, as text.</param>
    /// <param name="cancellationToken">Cancels the send.</param>
    public Task SendMessageAsync(
        ChatUser recipient,
        string content,
        Guid? clientMessageId = null,
        Guid? replyToId = null,
        string? data = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return SendMessageAsync(recipient.Id, content, clientMessageId, replyToId, data, cancellationToken);
    }

    /// <summary>Sends a message frame. The copy that the sender receives is the acknowledgement.</summary>
    /// <param name="recipientId">The recipient.</param>
    /// <param name="content">The text.</param>
    /// <param name="clientMessageId">The client message id, which makes a repeated send safe.</param>
    /// <param name="replyToId">The message that this one answers.</param>
    /// <param name="data">The client's own JSON object, as text.</param>
    /// <param name="cancellationToken">Cancels the send.</param>
    public Task SendMessageAsync(
        Guid recipientId,
        string content,
        Guid? clientMessageId = null,
        Guid? replyToId = null,
        string? data = null,
        CancellationToken cancellationToken = default) =>
        SendJsonAsync(new NewMessage(recipientId, content, clientMessageId, replyToId, data), cancellationToken);

    /// <summary>Marks everything up to a message as read.</summary>
    /// <param name="peerId">The other user of the conversation.</param>
    /// <param name="messageId">The last message that was read.</param>
    /// <param name="cancellationToken">Cancels the send.</param>
    public Task MarkReadAsync(Guid peerId, Guid messageId, CancellationToken cancellationToken = default) =>
        SendJsonAsync(new { type = "read", user_id = peerId, message_id = messageId }, cancellationToken);

    /// <summary>Says that this device has everything up to a message.</summary>
    /// <param name="peerId">The other user of the conversation.</param>
    /// <param name="messageId">The last message that this device has.</param>
    /// <param name="cancellationToken">Cancels the send.</param>
    public Task MarkDeliveredAsync(Guid peerId, Guid messageId, CancellationToken cancellationToken = default) =>
        SendJsonAsync(new { type = "delivered", user_id = peerId, message_id = messageId }, cancellationToken);

    /// <summary>Shows another user that this socket's user is writing.</summary>
    /// <param name="recipientId">The other user.</param>
    /// <param name="cancellationToken">Cancels the send.</param>
    public Task ShowTypingAsync(Guid recipientId, CancellationToken cancellationToken = default) =>
        SendJsonAsync(new { type = "typing", recipient_id = recipientId }, cancellationToken);

    /// <summary>
    /// Sends a ping and waits for the pong. The server has then taken everything that this socket sent before.
    /// </summary>
    /// <param name="cancellationToken">Cancels the send.</param>
    public async Task<ChatFrame> PingAsync(CancellationToken cancellationToken = default)
    {
        await SendJsonAsync(new { type = "ping" }, cancellationToken);
        return await NextAsync("pong");
    }

    /// <summary>Sends any object as a text frame, in snake_case and without null members.</summary>
    /// <param name="frame">The object.</param>
    /// <param name="cancellationToken">Cancels the send.</param>
    public Task SendJsonAsync(object frame, CancellationToken cancellationToken = default) =>
        SendRawAsync(
            JsonSerializer.SerializeToUtf8Bytes(frame, ChatJson.Options),
            WebSocketMessageType.Text,
            true,
            cancellationToken);

    /// <summary>Sends any bytes, valid or invalid.</summary>
    /// <param name="payload">The bytes.</param>
    /// <param name="type">Text or binary.</param>
    /// <param name="endOfMessage">False for a fragment that will be continued.</param>
    /// <param name="cancellationToken">Cancels the send.</param>
    public async Task SendRawAsync(
        ReadOnlyMemory<byte> payload,
        WebSocketMessageType type,
        bool endOfMessage = true,
        CancellationToken cancellationToken = default)
    {
        _watch?.LearnFrom(payload.Span);
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(payload, type, endOfMessage, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Waits until the server closes the socket.</summary>
    /// <returns>The close code, for example 4001.</returns>
    /// <exception cref="TimeoutException">It did not close the socket within 30 seconds.</exception>
    /// <exception cref="WebSocketException">The connection broke without a close frame.</exception>
    public Task<int> WaitForCloseAsync() => _inbox.WaitForEndAsync();

    /// <summary>Waits until the connection breaks without a close frame.</summary>
    /// <exception cref="TimeoutException">It did not break within 30 seconds.</exception>
    /// <exception cref="ChatSocketClosedException">The server closed the socket with a close frame.</exception>
    public async Task WaitForBreakAsync()
    {
        int closeCode;
        try
        {
            closeCode = await _inbox.WaitForEndAsync();
        }
        catch (WebSocketException)
        {
            return;
        }

        throw new ChatSocketClosedException(closeCode, CloseReason);
    }

    /// <summary>Cuts the connection without a close frame, like a lost network.</summary>
    public void Abort()
    {
        _endIsExpected = true;
        _socket.Abort();
    }

    /// <summary>Closes the socket with a close handshake.</summary>
    /// <exception cref="WebSocketException">The connection broke before, and no call has reported it.</exception>
    public async ValueTask DisposeAsync()
    {
        var brokenUnseen = !_endIsExpected && _inbox.IsBrokenUnseen;
        _endIsExpected = true;
        await CloseAsync();
        await _receiving;
        _socket.Dispose();
        _sending.Dispose();
        if (brokenUnseen)
        {
            await _inbox.WaitForEndAsync();
        }
    }

    internal static async Task<ChatSocket> ConnectAsync(
        ChatTestServer server, Uri address, ChatSocketOptions options, CancellationToken cancellationToken)
    {
        var socket = new ChatSocket(
            await ChatSocketHandshake.ConnectAsync(address, options, cancellationToken), server);
        try
        {
            socket.Ready = options.AllEvents ? await socket.NextAsync() : null;
            return socket.Ready is null or { Type: "ready" }
                ? socket
                : throw new InvalidOperationException($"The first frame is not 'ready' but {socket.Ready}");
        }
        catch
        {
            socket.Abort();
            await socket.DisposeAsync();
            throw;
        }
    }

    private Task<ChatFrame> Take(Func<ChatFrame, bool> matches, string wanted, TimeSpan? timeout) =>
        _inbox.TakeAsync(matches, wanted, timeout ?? TimeoutExtensions.DefaultTimeout);

    // Does not throw: a failure is stored in the inbox and reported by the next waiting call or by DisposeAsync.
    private async Task ReceiveAsync()
    {
        try
        {
            while (await ReceiveFrameAsync() is { } frame)
            {
                _inbox.Add(frame);
            }

            _inbox.End((int)(_socket.CloseStatus ?? WebSocketCloseStatus.Empty), _socket.CloseStatusDescription);
        }
        catch (Exception exception)
        {
            _inbox.Fail(exception);
        }
    }

    private async Task<ChatFrame?> ReceiveFrameAsync()
    {
        var buffer = new byte[BufferSize];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await AnswerCloseAsync();
                return null;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                var bytes = message.ToArray();
                _watch?.LookAt(bytes);
                _frameReceived?.Invoke(bytes);
                return ChatFrame.Parse(bytes);
            }
        }
    }

    private async Task AnswerCloseAsync()
    {
        if (_socket.State == WebSocketState.CloseReceived)
        {
            await CloseOutputAsync();
        }
    }

    private async Task CloseAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            await CloseOutputAsync();
        }

        try
        {
            await _receiving.WithTimeout(LongestGoodbye);
        }
        catch (TimeoutException)
        {
            // The server does not answer the close, so cut the connection.
            _socket.Abort();
        }
    }

    private async Task CloseOutputAsync()
    {
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The server closed first.
        }
    }
}
