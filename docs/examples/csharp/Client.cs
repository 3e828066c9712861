using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>One user's socket: kept open, from cursor to cursor, with what was sent and not acknowledged.</summary>
/// <param name="session">Who the user is.</param>
/// <param name="show">Shows a message; in the order of each conversation, each once.</param>
/// <param name="tell">Tells the user something else.</param>
internal sealed class Client(Session session, Action<JsonNode> show, Action<string> tell) : IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // By client_message_id, which tells the order as well.
    private readonly ConcurrentDictionary<string, JsonObject> _pending = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly HashSet<string> _shown = []; // by id, for a restored backup gives a seq twice
    private Dictionary<string, long>? _first; // the last seq of each conversation at the start, by the other's id
    private string? _cursor;
    private ClientWebSocket? _ready; // the socket that may be written to
    private Task _again = Task.CompletedTask;

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
    public async Task SendAsync(string recipient, string content, CancellationToken cancellationToken)
    {
        var id = $"{Guid.CreateVersion7()}";
        _pending[id] = new() { ["recipient_id"] = recipient, ["content"] = content, ["client_message_id"] = id };
        if (_ready is { } socket && _again.IsCompleted)
        {
            await WriteAsync(socket, _pending[id], cancellationToken); // else it waits for its turn
        }
    }

    public void Dispose() => _writing.Dispose();

    private static bool IsOfNetwork(Exception exception) => exception
        is HttpRequestException or WebSocketException or IOException or OperationCanceledException or JsonException;

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        _cursor ??= await CatchUpAsync(cancellationToken);
        // A ticket is good for one socket.
        var (ticket, _) = await session.CallAsync(HttpMethod.Post, "auth/ticket", cancellationToken);
        var address = new UriBuilder(new Uri(session.Api, "../../ws/chat"))
        {
            Scheme = session.Api.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
            Query = $"events=all&ticket={ticket["ticket"]}&since={_cursor}",
        };
        await socket.ConnectAsync(address.Uri, cancellationToken);
    }

    private static async IAsyncEnumerable<JsonNode> ReadAsync(
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

            yield return JsonNode.Parse(whole.ToArray())!;
        }
    }

    // A start without a cursor: first the one of now, then what is there already. What follows comes by the socket.
    private async Task<string> CatchUpAsync(CancellationToken cancellationToken)
    {
        var (sync, _) = await session.CallAsync(HttpMethod.Get, "sync", cancellationToken);
        var rows = await session.PagesAsync("messages/conversations", cancellationToken).ToListAsync(cancellationToken);
        _first ??= rows.ToDictionary(row => (string)row["user_id"]!, row => (long)row["last_seq"]!);
        foreach (var row in rows.Where(row => !_shown.Contains((string)row["last_message_id"]!)))
        {
            var user = (string)row["user_id"]!;
            var missed = new Stack<JsonNode>();
            await foreach (var message in session.PagesAsync($"messages/dm/{user}", cancellationToken))
            {
                if (_shown.Contains((string)message["id"]!) || (long)message["seq"]! <= _first.GetValueOrDefault(user))
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

        return (string)sync["cursor"]!;
    }

    private async Task TakeAsync(ClientWebSocket socket, JsonNode frame, CancellationToken cancellationToken)
    {
        switch ((string?)frame["type"])
        {
            case "ready":
                _ready = socket;
                await SendPendingAsync(cancellationToken);
                break;
            case "message":
                Receive(frame);
                break;
            case "error":
                await TakeErrorAsync(socket, frame, cancellationToken);
                return;
        }

        _cursor = (string?)frame["cursor"] ?? _cursor; // where to go on after the next loss
    }

    private async Task TakeErrorAsync(ClientWebSocket socket, JsonNode error, CancellationToken cancellationToken)
    {
        switch ((string)error["code"]!)
        {
            case "cursor_expired" or "invalid_cursor":
                _cursor = null; // what happened in between is to be had by REST alone
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                break;
            case "rate_limited" or "unavailable":
                if (_again.IsCompleted)
                {
                    _again = Task.Delay(TimeSpan.FromSeconds((int?)error["retry_after"] ?? 1), cancellationToken);
                    _ = _again.ContinueWith(_ => SendPendingAsync(cancellationToken), TaskScheduler.Default);
                }

                break;
            case var code: // would be refused again, or may have been stored: that is for a person to decide
                _pending.TryRemove((string?)error["client_message_id"] ?? "", out _);
                tell($"Not sent ({code}): {error["error"]} {error["errors"]?.ToJsonString()}");
                break;
        }
    }

    private void Receive(JsonNode message)
    {
        _pending.TryRemove((string?)message["client_message_id"] ?? "", out _); // the own copy is the acknowledgement
        if (_shown.Add((string)message["id"]!))
        {
            show(message);
        }
    }

    private async Task SendPendingAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, message) in _pending.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (_ready is { } socket)
            {
                // Under the same id: what was stored already is not stored again.
                await WriteAsync(socket, message, cancellationToken);
            }
        }
    }

    private async Task WriteAsync(ClientWebSocket socket, JsonObject message, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var text = JsonSerializer.SerializeToUtf8Bytes(message);
            await socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
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
}
