using System.Net.WebSockets;
using System.Text.Json;

namespace ChatApp.Testing;

/// <summary>
/// One open socket of a user. A background loop receives and fills a bounded inbox, from which <c>NextAsync</c> takes;
/// sends run one after the other, so all methods may be called in parallel. If the connection breaks without a close
/// frame, the waiting call throws or, if there is none, <see cref="DisposeAsync"/>; after <see cref="Abort"/> this is
/// expected.
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

    /// <summary>The <c>ready</c> frame, when connected with all events.</summary>
    public ChatFrame? Ready { get; private set; }

    /// <summary>The cursor of the <c>ready</c> frame.</summary>
    /// <exception cref="InvalidOperationException">The socket was not connected with all events.</exception>
    public string ReadyCursor =>
        Ready?.Cursor ?? throw new InvalidOperationException("There is no ready frame with a cursor.");

    /// <summary>Every frame that has arrived so far, taken or not, in order.</summary>
    public IReadOnlyList<ChatFrame> Received => _inbox.All;

    /// <summary>The messages among <see cref="Received"/>.</summary>
    public IReadOnlyList<ChatMessage> ReceivedMessages =>
        [.. Received.Where(frame => frame.Type == "message").Select(frame => frame.ToMessage())];

    /// <summary>The words with which the server closed the socket, null before that.</summary>
    public string? CloseReason => _socket.CloseStatusDescription;

    /// <summary>Opens a socket. Most tests do this through <see cref="ChatUser"/>.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up the handshake.</param>
    /// <exception cref="ChatSocketRefusedException">The server refused the upgrade with a status.</exception>
    /// <exception cref="ChatSocketClosedException">The server closed it before the <c>ready</c> frame.</exception>
    public static async Task<ChatSocket> ConnectAsync(
        ChatTestServer server, ChatSocketOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        var socket = new ChatSocket(
            await ChatSocketHandshake.ConnectAsync(server.BaseAddress, options, cancellationToken), server);
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

    /// <summary>Takes the oldest frame that has not been taken yet, waiting for it if need be.</summary>
    /// <param name="timeout">How long to wait, 30 seconds if not given.</param>
    /// <exception cref="TimeoutException">Nothing came; the message lists what had arrived before.</exception>
    /// <exception cref="ChatSocketClosedException">The server closed the socket instead.</exception>
    public Task<ChatFrame> NextAsync(TimeSpan? timeout = null) => Take(_ => true, "frame", timeout);

    /// <summary>Takes the oldest frame of a type that is left in the inbox; frames of other types stay.</summary>
    /// <param name="type">The type, for example <c>message</c>.</param>
    /// <param name="timeout">How long to wait, 30 seconds if not given.</param>
    /// <exception cref="TimeoutException">None came; the message lists what had arrived.</exception>
    /// <exception cref="ChatSocketClosedException">The server closed the socket instead.</exception>
    public Task<ChatFrame> NextAsync(string type, TimeSpan? timeout = null) =>
        Take(frame => frame.Type == type, $"'{type}' frame", timeout);

    /// <summary>Takes the oldest frame that matches and has not been taken yet; other frames stay for later.</summary>
    /// <param name="predicate">Which frame.</param>
    /// <param name="timeout">How long to wait, 30 seconds if not given.</param>
    /// <exception cref="TimeoutException">None came; the message lists what had arrived.</exception>
    /// <exception cref="ChatSocketClosedException">The server closed the socket instead.</exception>
    public Task<ChatFrame> NextAsync(Func<ChatFrame, bool> predicate, TimeSpan? timeout = null) =>
        Take(predicate, "matching frame", timeout);

    /// <summary>Takes the next message events.</summary>
    /// <param name="count">How many.</param>
    public async Task<IReadOnlyList<ChatMessage>> NextMessagesAsync(int count)
    {
        var messages = new List<ChatMessage>(count);
        while (messages.Count < count)
        {
            messages.Add((await NextAsync("message")).ToMessage());
        }

        return messages;
    }

    /// <summary>Sends a message frame. The own copy that then arrives is the acknowledgement.</summary>
    /// <param name="recipient">To whom.</param>
    /// <param name="content">The text.</param>
    /// <param name="clientMessageId">The id that makes sending safe to repeat.</param>
    /// <param name="cancellationToken">Gives up the send.</param>
    public Task SendMessageAsync(
        ChatUser recipient, string content, Guid? clientMessageId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return SendMessageAsync(recipient.Id, content, clientMessageId, cancellationToken);
    }

    /// <summary>Sends a message frame. The own copy that then arrives is the acknowledgement.</summary>
    /// <param name="recipientId">To whom.</param>
    /// <param name="content">The text.</param>
    /// <param name="clientMessageId">The id that makes sending safe to repeat.</param>
    /// <param name="cancellationToken">Gives up the send.</param>
    public Task SendMessageAsync(
        Guid recipientId,
        string content,
        Guid? clientMessageId = null,
        CancellationToken cancellationToken = default) =>
        SendJsonAsync(
            new { type = "message", recipient_id = recipientId, content, client_message_id = clientMessageId },
            cancellationToken);

    /// <summary>Says that everything up to a message has been read.</summary>
    /// <param name="peerId">The other side of the conversation.</param>
    /// <param name="messageId">The last message that was read.</param>
    /// <param name="cancellationToken">Gives up the send.</param>
    public Task MarkReadAsync(Guid peerId, Guid messageId, CancellationToken cancellationToken = default) =>
        SendJsonAsync(new { type = "read", user_id = peerId, message_id = messageId }, cancellationToken);

    /// <summary>Waits for a pong: by then, the server has taken everything that this socket sent before.</summary>
    /// <param name="cancellationToken">Gives up the send.</param>
    public async Task<ChatFrame> PingAsync(CancellationToken cancellationToken = default)
    {
        await SendJsonAsync(new { type = "ping" }, cancellationToken);
        return await NextAsync("pong");
    }

    /// <summary>Sends any object as a text frame, in snake_case and without null members.</summary>
    /// <param name="frame">The object.</param>
    /// <param name="cancellationToken">Gives up the send.</param>
    public Task SendJsonAsync(object frame, CancellationToken cancellationToken = default) =>
        SendRawAsync(
            JsonSerializer.SerializeToUtf8Bytes(frame, ChatJson.Options),
            WebSocketMessageType.Text,
            true,
            cancellationToken);

    /// <summary>Sends any bytes, be they right or wrong.</summary>
    /// <param name="payload">The bytes.</param>
    /// <param name="type">Text or binary.</param>
    /// <param name="endOfMessage">False for a fragment that is to be continued.</param>
    /// <param name="cancellationToken">Gives up the send.</param>
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
    /// <exception cref="TimeoutException">It did not within 30 seconds.</exception>
    /// <exception cref="WebSocketException">The connection broke without a close frame.</exception>
    public Task<int> WaitForCloseAsync() => _inbox.WaitForEndAsync();

    /// <summary>Drops the connection without a word, as a lost network does.</summary>
    public void Abort()
    {
        _endIsExpected = true;
        _socket.Abort();
    }

    /// <summary>Closes the socket in an orderly way.</summary>
    /// <exception cref="WebSocketException">The connection had broken, and no test had noticed.</exception>
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

    private Task<ChatFrame> Take(Func<ChatFrame, bool> matches, string wanted, TimeSpan? timeout) =>
        _inbox.TakeAsync(matches, wanted, timeout ?? TimeoutExtensions.DefaultTimeout);

    // Never throws: what goes wrong is kept in the inbox, where the next one who waits, or DisposeAsync, finds it.
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
            // The server does not answer the close; the test has ended, so cut the line.
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
            // The other side was faster: there is nobody left to say goodbye to.
        }
    }
}
