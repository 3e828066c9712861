using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>
/// A user with one socket who writes to herself and returns each answer unchanged, without retries. For one caller at a
/// time on the socket.
/// </summary>
internal sealed class PlainClient : IDisposable
{
    /// <summary>
    /// The time-out of a statement, the rest of the batch before it, and a delay by a busy scheduler.
    /// </summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly HistoryRecorder _recorder = new();
    private DeviceSession _session = null!;
    private DeviceSocket _socket = null!;

    private PlainClient(Uri node) => Node = node;

    /// <summary>The server that is asked next, and to which the next socket is opened.</summary>
    public Uri Node { get; set; }

    public Person Person { get; private set; } = null!;

    public static async Task<PlainClient> ConnectAsync(Uri node, CancellationToken cancellationToken)
    {
        var client = new PlainClient(node);
        client.Person = await Crowd.RegisterAsync(client._client, node, client._recorder, cancellationToken);
        client._session = new DeviceSession(client._client, [node], client.Person, client._recorder);
        var beginning = await client._session.InsistAsync(
            HttpMethod.Get, "sync", null, HttpStatusCode.OK, cancellationToken);
        client._socket = await client.OpenSocketAsync(
            beginning.Body.GetProperty("cursor").GetString()!, cancellationToken);
        Assert.That((await client._socket.ReceiveAsync(cancellationToken))?.Type, Is.EqualTo("ready"));
        return client;
    }

    /// <summary>Opens another socket.</summary>
    public async Task<DeviceSocket> OpenSocketAsync(
        string since, CancellationToken cancellationToken, Uri? node = null) =>
        await DeviceSocket.ConnectAsync(
            node ?? Node, await _session.GetTokenAsync(cancellationToken), since, "one", cancellationToken);

    /// <summary>Opens another socket, as soon as the node can: right after an outage it may answer 503.</summary>
    public async Task<DeviceSocket> InsistOnOpeningAsync(string since, Uri node, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                return await OpenSocketAsync(since, cancellationToken, node);
            }
            catch (WebSocketException)
            {
                await pause.WaitForNextTickAsync(cancellationToken);
            }
        }
    }

    /// <summary>Reads until the server closes the socket.</summary>
    /// <returns>The close code.</returns>
    public async Task<int?> WaitForCloseAsync(CancellationToken cancellationToken)
    {
        while (await _socket.ReceiveAsync(cancellationToken) is not null)
        {
        }

        return _socket.CloseCode;
    }

    public Task<Answer> SendOverRestAsync(CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, "messages/dm", new { recipient_id = Person.Id, content = "over REST" },
            cancellationToken);

    /// <summary>Repeats one message, as the contract allows, until it is stored.</summary>
    /// <exception cref="InvalidOperationException">An answer came that does not allow a repeat.</exception>
    public Task InsistOnSendingAsync(CancellationToken cancellationToken)
    {
        var body = new
        {
            recipient_id = Person.Id,
            content = "until it is stored",
            client_message_id = Guid.CreateVersion7()
        };
        return _session.InsistAsync(
            HttpMethod.Post, "messages/dm", body, HttpStatusCode.Created, cancellationToken, orElse: HttpStatusCode.OK);
    }

    /// <summary>Logs in.</summary>
    public Task<Answer> LogInAsync(CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, "auth/login", new { username = Person.Username, password = Person.Password },
            cancellationToken);

    public async Task<Answer> AskAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(Node, $"/api/v1/{path}"));
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Authorization =
            new AuthenticationHeaderValue("Bearer", await _session.GetTokenAsync(cancellationToken));
        using var response = await _client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return new Answer(
            response.StatusCode,
            text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text),
            response.Headers.RetryAfter is not null);
    }

    /// <summary>Sends a message.</summary>
    /// <returns>The answer to this frame: the message or the error.</returns>
    public async Task<ChatFrame> SendOverSocketAsync()
    {
        var id = Guid.CreateVersion7();
        await _socket.SendAsync(new { recipient_id = Person.Id, content = "over the socket", client_message_id = id },
            CancellationToken.None);
        while (true)
        {
            var frame = await _socket.ReceiveAsync(CancellationToken.None).WaitAsync(LongestAnswer)
                ?? throw new AssertionException($"The socket was closed with {_socket.CloseCode}.");
            if (frame.ClientMessageId == id)
            {
                return frame;
            }
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _session?.Dispose();
        _client.Dispose();
    }
}
