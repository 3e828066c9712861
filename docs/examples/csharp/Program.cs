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
var socket = new ClientWebSocket();
var cursor = (string?)null;
var pending = new ConcurrentDictionary<string, JsonObject>();
var messages = Channel.CreateBounded<string>(1_000);

var (alice, bob) = (await RegisterAsync("alice"), await RegisterAsync("bob"));
await CallAsync(HttpMethod.Post, "messages/dm", new JsonObject { ["recipient_id"] = bob.Id, ["content"] = "Hello!" }, alice.Token);
var running = RunAsync();
while (cursor is null)
{
    await Task.Delay(50, stop.Token);
}

await SendAsync(alice.Id, "Hello yourself!");
var seen = new List<string> { "Hello!", await messages.Reader.ReadAsync(stop.Token) };

socket.Abort(); // the connection is lost
await CallAsync(HttpMethod.Post, "messages/dm", new JsonObject { ["recipient_id"] = bob.Id, ["content"] = "Are you there?" }, alice.Token);
await SendAsync(alice.Id, "Sorry, the tunnel.");
seen.AddRange([await messages.Reader.ReadAsync(stop.Token), await messages.Reader.ReadAsync(stop.Token)]);

var history = (await CallAsync(HttpMethod.Get, $"messages/dm/{alice.Id}", null, bob.Token))!.AsArray().Select(message => (string)message!["content"]!);
string[] expected = ["Are you there?", "Hello yourself!", "Hello!", "Sorry, the tunnel."];
var isRight = history.Order(StringComparer.Ordinal).SequenceEqual(expected) && seen.Order(StringComparer.Ordinal).SequenceEqual(expected);
await stop.CancelAsync();
await running;
Console.WriteLine(isRight ? "Nothing was lost, and nothing came twice." : $"Seen: {string.Join(", ", seen)}");
return isRight ? 0 : 1;

async Task RunAsync()
{
    for (var wait = 250; !stop.IsCancellationRequested; wait = Math.Min(30_000, 2 * wait))
    {
        try
        {
            var ticket = (await CallAsync(HttpMethod.Post, "auth/ticket", null, bob.Token))!["ticket"]; // good for one socket
            var query = $"events=all&ticket={ticket}{(cursor is null ? "" : $"&since={cursor}")}";
            using var current = socket = new ClientWebSocket();
            await current.ConnectAsync(new Uri(new Uri(server.AbsoluteUri.Replace("http", "ws", StringComparison.Ordinal)), $"ws/chat?{query}"), stop.Token);
            while (await ReadAsync(current) is { } frame)
            {
                wait = 125;
                await TakeAsync(frame);
            }
        }
        catch (Exception lost) when (lost is WebSocketException or HttpRequestException or OperationCanceledException)
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
        foreach (var message in pending.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            await WriteAsync(message.Value); // not acknowledged: sent again, under the same id, which tells the order as well
        }
    }
    else if ((string)frame["type"]! == "message")
    {
        pending.TryRemove((string?)frame["client_message_id"] ?? "", out _); // the own copy is the acknowledgement
        if (frame["repeat"] is null)
        {
            Console.WriteLine($"  {frame["sender_username"]}: {frame["content"]}");
            await messages.Writer.WriteAsync((string)frame["content"]!);
        }
    }
}

async Task SendAsync(string recipient, string content)
{
    var message = new JsonObject { ["recipient_id"] = recipient, ["content"] = content, ["client_message_id"] = $"{Guid.CreateVersion7()}" };
    pending[(string)message["client_message_id"]!] = message;
    await WriteAsync(message);
}

async Task WriteAsync(JsonObject message)
{
    try
    {
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }
    catch (Exception lost) when (lost is WebSocketException or InvalidOperationException)
    {
        // It waits for the next connection.
    }
}

async Task<JsonNode?> ReadAsync(ClientWebSocket current)
{
    using var text = new MemoryStream();
    var (buffer, part) = (new byte[16 * 1024], (WebSocketReceiveResult?)null);
    while (part is not { EndOfMessage: true })
    {
        part = await current.ReceiveAsync(buffer, stop.Token);
        text.Write(buffer, 0, part.Count);
    }

    return part.MessageType == WebSocketMessageType.Close ? null : JsonNode.Parse(text.ToArray());
}

async Task<JsonNode?> CallAsync(HttpMethod method, string path, JsonObject? body, string? token)
{
    using var request = new HttpRequestMessage(method, new Uri(server, $"/api/v1/{path}")) { Content = body is null ? null : JsonContent.Create(body) };
    request.Headers.Authorization = token is null ? null : new("Bearer", token);
    using var answer = await http.SendAsync(request);
    answer.EnsureSuccessStatusCode();
    return JsonNode.Parse(await answer.Content.ReadAsStringAsync());
}

async Task<(string Id, string Token)> RegisterAsync(string prefix)
{
    var (name, password) = ($"{prefix}_{Guid.CreateVersion7().ToString()[24..]}", $"{Guid.CreateVersion7()}");
    var user = await CallAsync(HttpMethod.Post, "auth/register", new JsonObject { ["username"] = name, ["email"] = $"{name}@example.com", ["password"] = password }, null);
    var tokens = await CallAsync(HttpMethod.Post, "auth/login", new JsonObject { ["username"] = name, ["password"] = password }, null);
    return ((string)user!["id"]!, (string)tokens!["access_token"]!);
}
