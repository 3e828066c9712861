using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

/// <summary>One user's socket: kept open, from cursor to cursor, with what was sent and not acknowledged.</summary>
/// <param name="session">Who the user is.</param>
/// <param name="on">Takes the events; each message once.</param>
/// <param name="tell">Tells the user that something was refused.</param>
/// <param name="cursor">The one of an earlier run.</param>
internal sealed class Client(Session session, Action<ChatEvent> on, Action<string> tell, string? cursor = null)
    : IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // By client_message_id, each with its turn.
    private readonly ConcurrentDictionary<Guid, (long Turn, NewMessage Message)> _pending = new();
    private readonly ConcurrentDictionary<Guid, Guid> _marks = new(); // delivered and not said, by sender
    private readonly SemaphoreSlim _writing = new(1);
    private readonly HashSet<Guid> _shown = []; // by id, for a restored backup gives a seq twice
    private long _turn;
    private Dictionary<Guid, long>? _first; // the last seq of each conversation at the start, by the other's id
    private ClientWebSocket? _ready; // the socket that may be written to
    private Task _again = Task.CompletedTask;

    /// <summary>Where the next run goes on.</summary>
    public string? Cursor { get; private set; } = cursor;

    /// <summary>Whether everything that was sent is acknowledged.</summary>
    public bool IsIdle => _pending.IsEmpty;

    /// <summary>Keeps a socket open, until it is cancelled or the session is over.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var wait = ShortestWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            var pause = TimeSpan.Zero;
            using var socket = new ClientWebSocket();
            try
            {
                await ConnectAsync(socket, cancellationToken);
                await foreach (var frame in ReadAsync(socket, cancellationToken))
                {
                    await TakeAsync(socket, frame, cancellationToken);
                    wait = ShortestWait;
                }
            }
            catch (Problem problem) when (problem.Status != HttpStatusCode.Unauthorized)
            {
                pause = problem.RetryAfter;
            }
            catch (Exception lost) when (IsOfNetwork(lost) && !cancellationToken.IsCancellationRequested)
            {
                // It comes back.
            }

            _ready = null;
            switch ((int?)socket.CloseStatus)
            {
                case 4001:
                    session.Expire();
                    break;
                case 4013 or 4029:
                    pause = LongestWait;
                    break;
            }

            // Nobody comes back at the same moment as all others.
            await Task.Delay(pause + (wait * (0.5 + (Random.Shared.NextDouble() / 2))), cancellationToken);
        }
    }

    /// <summary>Sends a message, now or as soon as there is a connection.</summary>
    public async Task SendAsync(NewMessage message, CancellationToken cancellationToken)
    {
        _pending[message.ClientMessageId] = (Interlocked.Increment(ref _turn), message);
        if (_again.IsCompleted)
        {
            await WriteAsync(message, cancellationToken); // else it waits for its turn
        }
    }

    /// <summary>This device has all messages of that user up to this one.</summary>
    public Task MarkDeliveredAsync(Guid userId, Guid messageId, CancellationToken cancellationToken)
    {
        _marks[userId] = messageId; // which covers those before it
        return SendMarksAsync(cancellationToken);
    }

    /// <summary>Every three seconds while the user writes. Without a connection nobody sees it.</summary>
    public Task ShowTypingAsync(Guid recipientId, CancellationToken cancellationToken) =>
        WriteAsync(new { type = "typing", recipientId }, cancellationToken);

    public void Dispose() => _writing.Dispose();

    private static bool IsOfNetwork(Exception exception) => exception
        is HttpRequestException or WebSocketException or IOException or OperationCanceledException or JsonException;

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        Cursor ??= await CatchUpAsync(cancellationToken);
        // A ticket is good for one socket.
        var answer = await session.CallAsync<JsonElement>(HttpMethod.Post, "auth/ticket", null, cancellationToken);
        var address = new UriBuilder(new Uri(session.Api, "../../ws/chat"))
        {
            Scheme = session.Api.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
            Query = $"events=all&ticket={answer.GetProperty("ticket")}&since={Cursor}",
        };
        await socket.ConnectAsync(address.Uri, cancellationToken);
    }

    private static async IAsyncEnumerable<JsonElement> ReadAsync(
        ClientWebSocket socket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var text = WebSocketStream.CreateReadableMessageStream(socket);
            using var whole = new MemoryStream();
            await text.CopyToAsync(whole, cancellationToken);
            if (socket.State is not WebSocketState.Open)
            {
                yield break;
            }

            yield return JsonSerializer.Deserialize<JsonElement>(whole.ToArray());
        }
    }

    // A start without a cursor: first the one of now, then what is there already. What follows comes by the socket.
    private async Task<string> CatchUpAsync(CancellationToken cancellationToken)
    {
        var api = new ChatApi(session);
        var sync = await api.SyncAsync(since: null, cancellationToken);
        var archive = await api.ConversationsAsync(archived: true, cancellationToken).ToListAsync(cancellationToken);
        var list = await api.ConversationsAsync(archived: false, cancellationToken).ToListAsync(cancellationToken);
        var rows = archive.Concat(list).DistinctBy(row => row.UserId).ToList();
        _first ??= rows.ToDictionary(row => row.UserId, row => row.LastSeq);
        foreach (var row in rows.Where(row => !_shown.Contains(row.LastMessageId)))
        {
            var missed = new Stack<Message>();
            await foreach (var message in api.HistoryAsync(row.UserId, cancellationToken))
            {
                if (_shown.Contains(message.Id) || message.Seq <= _first.GetValueOrDefault(row.UserId))
                {
                    break;
                }

                missed.Push(message);
            }

            foreach (var message in missed)
            {
                Receive(message);
            }
        }

        return sync.Cursor;
    }

    private async Task TakeAsync(ClientWebSocket socket, JsonElement frame, CancellationToken cancellationToken)
    {
        switch (ChatEvent.Read(frame))
        {
            case Ready ready:
                on(ready);
                _ready = socket;
                await SendPendingAsync(cancellationToken);
                await SendMarksAsync(cancellationToken);
                break;
            case MessageSent sent:
                Receive(sent.Message);
                break;
            case { } other:
                on(other);
                break;
            case null when Text(frame, "type") == "error":
                await TakeErrorAsync(socket, frame, cancellationToken);
                return;
        }

        Cursor = Text(frame, "cursor") ?? Cursor; // where to go on after the next loss
    }

    private static string? Text(JsonElement frame, string name) =>
        frame.TryGetProperty(name, out var value) ? value.GetString() : null;

    private async Task TakeErrorAsync(ClientWebSocket socket, JsonElement frame, CancellationToken cancellationToken)
    {
        var error = Wire.Read<ErrorFrame>(frame);
        switch (error.Code)
        {
            case "cursor_expired" or "invalid_cursor":
                Cursor = null; // what happened in between is to be had by REST alone
                on(new CursorLost());
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                break;
            case "rate_limited" or "unavailable":
                if (_again.IsCompleted)
                {
                    _again = Task.Delay(TimeSpan.FromSeconds(error.RetryAfter ?? 1), cancellationToken);
                    _ = _again.ContinueWith(_ => SendPendingAsync(cancellationToken), TaskScheduler.Default);
                }

                break;
            case var code: // would be refused again, or may have been stored: that is for a person to decide
                Settle(error.ClientMessageId);
                tell($"Not sent ({code}): {error.Error} {error.Errors}");
                break;
        }
    }

    private void Receive(Message message)
    {
        Settle(message.ClientMessageId); // the own copy is the acknowledgement
        if (_shown.Add(message.Id))
        {
            on(new MessageSent(message));
        }
    }

    private void Settle(Guid? clientMessageId) => _pending.TryRemove(clientMessageId ?? Guid.Empty, out _);

    private async Task SendPendingAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, message) in _pending.Values.OrderBy(pending => pending.Turn))
        {
            // Under the same id: what was stored already is not stored again.
            await WriteAsync(message, cancellationToken);
        }
    }

    private async Task SendMarksAsync(CancellationToken cancellationToken)
    {
        foreach (var userId in _ready is null ? [] : _marks.Keys)
        {
            if (_marks.TryRemove(userId, out var messageId))
            {
                await WriteAsync(new { type = "delivered", userId, messageId }, cancellationToken);
            }
        }
    }

    private async Task WriteAsync(object frame, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_ready is { } socket)
            {
                var text = JsonSerializer.SerializeToUtf8Bytes(frame, Wire.Options);
                await socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            }
        }
        catch (Exception lost) when (lost is WebSocketException or InvalidOperationException or IOException)
        {
            // It waits for the next connection.
        }
        finally
        {
            _writing.Release();
        }
    }

    private sealed record ErrorFrame(
        string Error, string Code, Guid? ClientMessageId, int? RetryAfter, JsonElement? Errors);
}
