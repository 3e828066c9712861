using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatApp.Api.Tests.WebSockets;

/// <summary>
/// Follows a message from socket to socket and compares the visited code with "The way of a message" in
/// docs/architecture.md. The server runs as a separate process, in which the runtime reports each method at its first
/// call, so the code needs no instrumentation.
/// </summary>
/// <remarks>
/// Only the first call of a method is seen. So a stop counts as visited from the time at which the two sockets open:
/// they pass stop 1 and start the loops of stops 2 and 12. Code that registration and login also need is not expected
/// in the list. A run uses one database, so it does not visit the transaction of the other, and it does not use REST,
/// which the list names after its stops.
/// </remarks>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed partial class MessageStopsTests(Database database)
{
    private const string Infrastructure = "src/ChatApp.Infrastructure/";
    private const string Postgres = Infrastructure + "Persistence/Postgres/PostgresConversationTransaction.cs";
    private const string Sqlite = Infrastructure + "Persistence/Sqlite/SqliteConversationTransaction.cs";

    // The list says "and its neighbours": every table of the batch.
    private const string Tables = Infrastructure + "Persistence/Writing/Tables/";

    // Visited, but not stops. Each reason covers the files after it, named without folder and extension.
    private static readonly Dictionary<string, string[]> Helpers = new()
    {
        ["read and write the bytes of a frame, and count a frame as a sign of life"] =
            ["FrameHeader", "Masking", "Heartbeat"],
        ["hold the counts of the limits"] = ["RateBuckets", "BoundedCache", "InProcessSendQuota"],
        ["are values and rules that a stop uses"] =
        [
            "MessageTextRule", "MessageContent", "ReactionText", "MessageDto", "MessagePosition", "Member",
            "ParticipantPair",
            "StreamCounter", "WriteTarget", "WriteKeys", "WriteRows", "KnownConversation",
        ],
        ["hold the state of the batch writer's stops"] =
            ["QueuedWrite", "BatchChanges", "ConversationCache", "OptimisticBackoff"],
        ["open the transaction and spell its statements"] =
        [
            "PostgresConversationDatabase", "PostgresTable", "PostgresRowReader", "PostgresAllOrNothing",
            "PostgresTimeline", "PostgresQueries", "PostgresOutages",
            "SqliteConversationDatabase", "SqliteTable", "SqliteRowReader", "SqlitePreparedConnection", "SqliteValues",
        ],
        ["are the kind of the event, which EventKinds finds"] = ["EventKind", "MessageEventKind"],
        ["carries the hint, to nobody on a single node"] = ["InProcessBackplane"],
        ["make services, and measure"] = ["DependencyInjection", "ChatMetrics", "SendMetrics", "SocketMetrics"],
        ["work by the clock, whether or not there is a message"] =
        [
            "StreamReconciler", "PostgresReads", "SqliteReads", "EndedSessions", "PendingWork", "ClockMonitor",
            "BufferRelease", "PeriodicTimers", "SearchIndexer", "SearchIndex", "PostgresSearchDocuments",
            "SqliteSearchDocuments", "PresenceTracker", "PresenceAnnouncer", "LastSeenTimes", "LocalPresence",
        ],
        ["fill a feed that the comparison by the clock raised before the hint arrived"] = ["EventLog", "Page"],
    };

    [Test]
    public async Task The_list_of_stops_contains_all_code_that_a_message_visits()
    {
        var directory = Directory.CreateTempSubdirectory("chatapp-stops-").FullName;
        await using var roles = database == Database.Postgres ? await PostgresRoles.CreateAsync() : null;
        try
        {
            var trail = Path.Combine(directory, "methods");
            var port = Ports.Free();
            var walk = new Walk(new Uri($"http://127.0.0.1:{port}"), new MethodTrail(trail));

            await ServerProcess.ServeAsBuiltAsync(
                "Ctrl+C stops",
                TimeSpan.FromMinutes(2),
                walk.RunAsync,
                [
                    ("DOTNET_STARTUP_HOOKS", typeof(MessageStopsTests).Assembly.Location),
                    (StartupHook.File, trail),
                    ("ASPNETCORE_ENVIRONMENT", "Development"),
                    ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"),
                    ("Passwords__WorkFactor", "4"),
                    ("Storage__DataDirectory", directory),
                    .. roles is null ? [] : new[] { ("ConnectionStrings__Postgres", roles.Owner) },
                ]);

            var stops = ReadStops();
            Assert.That(stops, Has.Count.GreaterThan(20), "the rule must find some stops");
            stops.Remove(database == Database.Postgres ? Sqlite : Postgres);
            var unnamed = walk.PassedByMessage.Except(stops)
                .Where(file => !file.StartsWith(Tables, StringComparison.Ordinal))
                .ExceptBy(Helpers.Values.SelectMany(names => names), file => Path.GetFileNameWithoutExtension(file))
                .ToList();
            using (Assert.EnterMultipleScope())
            {
                Assert.That(stops.Except(walk.Passed), Is.Empty, "listed, but not visited");
                Assert.That(unnamed, Is.Empty, $"visited, but not listed: {string.Join(' ', unnamed)}");
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static HashSet<string> ReadStops()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        var list = NumberedList().Match(text).Value;
        return [.. SourceFile().Matches(list).Select(match => match.Groups["path"].Value)];
    }

    [GeneratedRegex(
        @"(?<=^## The way of a message$.*?)^1\. .*?(?=^REST replaces)",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NumberedList();

    [GeneratedRegex(@"`(?<path>src/[\w./]+\.cs)`", RegexOptions.ExplicitCapture)]
    private static partial Regex SourceFile();

    // Alice sends Bob two messages: the first one opens their conversation, the second one finds its rows in the cache.
    private sealed class Walk(Uri server, MethodTrail trail)
    {
        public HashSet<string> Passed { get; private set; } = [];

        public HashSet<string> PassedByMessage { get; private set; } = [];

        public async Task RunAsync()
        {
            using var client = new HttpClient { BaseAddress = server };
            var (alice, bob) = (await RegisterAsync(client, "alice"), await RegisterAsync(client, "bob"));
            var start = TimeProvider.System.GetUtcNow();
            using var ofAlice = await ConnectAsync(alice.Token);
            using var ofBob = await ConnectAsync(bob.Token);
            var bothAreReady = TimeProvider.System.GetUtcNow();

            var messageId = "";
            foreach (var content in new[] { "first", "second" })
            {
                var frame = Encoding.UTF8.GetBytes($$"""{"recipient_id":"{{bob.Id}}","content":"{{content}}"}""");
                await ofAlice.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                messageId = (await ReceiveAsync(ofAlice)).Text("id");
                Assert.That((await ReceiveAsync(ofBob)).Text("id"), Is.EqualTo(messageId));
            }

            var end = TimeProvider.System.GetUtcNow();

            // Only this call needs its handler; once it is recorded, everything before it is recorded too.
            client.DefaultRequestHeaders.Authorization = new("Bearer", alice.Token);
            using var deleted = await client.DeleteAsync($"api/v1/messages/{messageId}");
            Assert.That(deleted.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            await trail.WaitForAsync("DeleteMessageHandler");
            Passed = trail.FilesBetween(start, end, withData: true);
            PassedByMessage = trail.FilesBetween(bothAreReady, end, withData: false);
        }

        private static async Task<(string Id, string Token)> RegisterAsync(HttpClient client, string username)
        {
            const string Password = "a good long password";
            var account = new { username, email = $"{username}@example.com", password = Password };
            var user = await client.PostObjectAsync("api/v1/auth/register", account)
                .JsonAsync(HttpStatusCode.Created);
            var tokens = await client.PostObjectAsync("api/v1/auth/login", new { username, password = Password })
                .JsonAsync(HttpStatusCode.OK);
            return (user.Text("id"), tokens.Text("access_token"));
        }

        private async Task<ClientWebSocket> ConnectAsync(string token)
        {
            var socket = new ClientWebSocket();
            var query = $"token={token}&events=all";
            var address = new UriBuilder(server) { Scheme = "ws", Path = "ws/chat", Query = query };
            await socket.ConnectAsync(address.Uri, CancellationToken.None);
            Assert.That((await ReceiveAsync(socket)).Text("type"), Is.EqualTo("ready"));
            return socket;
        }

        private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var buffer = new byte[8192];
            var received = await socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
            return JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, received.Count));
        }
    }
}
