// Bob talks to Alice, loses his connection, and goes on where he was: dotnet run --project docs/examples/csharp [http://localhost:8000]
using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

var server = new Uri(args.FirstOrDefault() ?? "http://localhost:8000");
using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(15) };
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
var (socket, cursor) = (new ClientWebSocket(), (string?)null);
var pending = new ConcurrentDictionary<string, JsonObject>();
var (ready, messages) = (new TaskCompletionSource(), Channel.CreateBounded<string>(1_000));

var (alice, bob) = (await RegisterAsync("alice"), await RegisterAsync("bob"));
var running = RunAsync();
await ready.Task.WaitAsync(stop.Token);
await CallAsync("messages/dm", new() { ["recipient_id"] = bob.Id, ["content"] = "Hello!" }, alice.Token);
await SendAsync(alice.Id, "Hello yourself!");
await ShowAsync(2);
socket.Abort(); // the connection is lost
await CallAsync("messages/dm", new() { ["recipient_id"] = bob.Id, ["content"] = "Are you there?" }, alice.Token);
await SendAsync(alice.Id, "Sorry, the tunnel.");
await ShowAsync(2);
await stop.CancelAsync();
await running;

async Task RunAsync()
{
    for (var wait = 250; !stop.IsCancellationRequested; wait = Math.Min(30_000, 2 * wait))
    {
        try
        {
            var ticket = (await CallAsync("auth/ticket", [], bob.Token))["ticket"]; // good for one socket
            using var current = socket = new ClientWebSocket();
            var since = cursor is null ? "" : $"&since={cursor}";
            await current.ConnectAsync(new Uri($"ws{server.AbsoluteUri[4..]}ws/chat?events=all&ticket={ticket}{since}"), stop.Token);
            while (true)
            {
                using var text = WebSocketStream.CreateReadableMessageStream(current);
                await TakeAsync((await JsonNode.ParseAsync(text, cancellationToken: stop.Token))!);
                wait = 125;
            }
        }
        catch (Exception lost) when (lost is WebSocketException or HttpRequestException or OperationCanceledException or JsonException)
        {
            // Nobody comes back at the same moment as all others.
            await Task.Delay((int)(wait * (0.5 + (Random.Shared.NextDouble() / 2))), stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

async Task TakeAsync(JsonNode frame)
{
    cursor = (string?)frame["cursor"] ?? cursor; // where to go on after the next loss
    if ((string)frame["type"]! == "ready")
    {
        ready.TrySetResult();
        foreach (var (_, message) in pending.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            await WriteAsync(message); // not acknowledged: sent again, under the same id, which tells the order as well
        }
    }
    else if ((string)frame["type"]! == "message")
    {
        pending.TryRemove((string?)frame["client_message_id"] ?? "", out _); // the own copy is the acknowledgement
        await (frame["repeat"] is null ? messages.Writer.WriteAsync($"{frame["sender_username"]}: {frame["content"]}") : default);
    }
}

async Task SendAsync(string recipient, string content)
{
    var id = $"{Guid.CreateVersion7()}";
    pending[id] = new() { ["recipient_id"] = recipient, ["content"] = content, ["client_message_id"] = id };
    await WriteAsync(pending[id]);
}

async Task WriteAsync(JsonObject message)
{
    try
    {
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, stop.Token);
    }
    catch (Exception lost) when (lost is WebSocketException or InvalidOperationException)
    {
        // It waits for the next connection.
    }
}

async Task ShowAsync(int count)
{
    for (; count > 0; count--)
    {
        Console.WriteLine(await messages.Reader.ReadAsync(stop.Token));
    }
}

async Task<JsonNode> CallAsync(string path, JsonObject body, string? token = null)
{
    using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"/api/v1/{path}")) { Content = JsonContent.Create(body) };
    request.Headers.Authorization = token is null ? null : new("Bearer", token);
    using var answer = await http.SendAsync(request, stop.Token);
    return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!;
}

async Task<(string Id, string Token)> RegisterAsync(string prefix)
{
    var (name, password) = ($"{prefix}_{Guid.CreateVersion7().ToString()[24..]}", $"{Guid.CreateVersion7()}");
    var user = await CallAsync("auth/register", new() { ["username"] = name, ["email"] = $"{name}@example.com", ["password"] = password });
    var tokens = await CallAsync("auth/login", new() { ["username"] = name, ["password"] = password });
    return ((string)user["id"]!, (string)tokens["access_token"]!);
}
