using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ChatApp.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class ExportTests(Database database) : ContractTests(database)
{
    // Many more bytes than the buffers between the server and a client with a small one can hold.
    private const int Many = 500;
    private const int SmallBuffer = 16 * 1024;
    private static readonly string LongText = new('€', 4_000);

    [Test]
    public async Task An_export_has_what_the_other_calls_show_of_the_caller()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var (carol, dave) = (await Server.RegisterAsync(), await Server.RegisterAsync());
        var question = await alice.SendAsync(bob, "Hello!", Guid.CreateVersion7(), data: """{"a":[1.0]}""");
        await bob.SendAsync(alice, "Hi!", replyToId: question.Id);
        await bob.AddReactionAsync(question.Id, "👍");
        await alice.DeleteAsync((await alice.SendAsync(bob, "a mistake")).Id);
        await alice.SendAsync(alice, "a note");
        await bob.SendAsync(carol, "between others");
        await alice.BlockAsync(carol.Id);
        await alice.BlockAsync(dave.Id);
        await bob.BlockAsync(carol.Id);

        var lines = await alice.ExportAsync().ToListAsync();

        var conversations = Rows(await GetAsync(alice, "messages/conversations"))
            .OrderBy(row => (string?)row["conversation_id"], StringComparer.Ordinal).ToList();
        Assert.That(
            lines.Select(line => line.Type),
            Is.EqualTo((string[])
            [
                "account", "session", "block", "block",
                .. conversations.SelectMany(row => Enumerable.Repeat("message", (int)row["last_seq"]!)
                    .Prepend("conversation")),
            ]));
        var members = lines.ConvertAll(MembersOf);
        AssertEqual(members[0], JsonNode.Parse((await GetAsync(alice, "users/me")).GetRawText())!);
        var session = Rows(await GetAsync(alice, "auth/sessions")).Single();
        (session["ended_at"], session["expires_at"]) = (null, members[1]["expires_at"]!.DeepClone());
        AssertEqual(members[1], session);
        var blocks = Rows(await GetAsync(alice, "users/me/blocks")).Reverse().ToList();
        for (var i = 0; i < blocks.Count; i++)
        {
            blocks[i]["blocked_at"] = members[2 + i]["blocked_at"]!.DeepClone();
            AssertEqual(members[2 + i], blocks[i]);
        }

        var at = 4;
        foreach (var conversation in conversations)
        {
            AssertEqual(members[at++], conversation);
            var history = Rows(await GetAsync(alice, $"messages/dm/{conversation["user_id"]}")).Reverse();
            foreach (var message in history)
            {
                AssertEqual(members[at++], message);
            }
        }
    }

    [Test]
    public async Task All_conversations_are_in_an_export_each_once()
    {
        var alice = await Server.RegisterAsync();
        var sent = new List<Guid>();
        for (var i = 0; i < 203; i++)
        {
            sent.Add((await alice.SendAsync(await Server.RegisterAsync(), "Hello!")).ConversationId);
        }

        var lines = await alice.ExportAsync().Where(line => line.Type == "conversation").ToListAsync();

        var exported = lines.ConvertAll(line => Guid.Parse((string)MembersOf(line)["conversation_id"]!));
        Assert.That(exported, Is.EquivalentTo(sent));
    }

    [Test]
    public async Task Ended_sessions_are_in_an_export_until_they_are_deleted()
    {
        var alice = await Server.RegisterAsync();
        await (await alice.LogInAsync()).LogOutAsync();

        var lines = await alice.ExportAsync().ToListAsync();

        var sessions = lines.Where(line => line.Type == "session").ToList();
        Assert.That(
            sessions.Select(line => line.Json.GetProperty("current").GetBoolean()), Is.EqualTo(new[] { true, false }));
        Assert.That(sessions[0].Text("ended_at"), Is.Null);
        Assert.That(
            DateTimeOffset.Parse(sessions[1].Text("ended_at")!, CultureInfo.InvariantCulture),
            Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task The_answer_is_one_JSON_object_on_each_line()
    {
        var alice = await Server.RegisterAsync();
        await alice.SendAsync(alice, "two\nlines");

        using var answer = await alice.HttpClient.GetAsync("api/v1/users/me/export");

        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("application/x-ndjson"));
        Assert.That(text, Does.EndWith("}\n"));
        Assert.That(
            text.TrimEnd('\n').Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line).Names()[0]),
            Is.EqualTo(new[] { "type", "type", "type", "type" }));
    }

    [Test]
    public async Task Without_a_token_there_is_no_export()
    {
        using var client = Server.CreateClient();

        await client.GetAsync("api/v1/users/me/export").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Test]
    public async Task A_conversation_has_the_messages_that_it_had_when_its_line_was_read()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await SendManyAsync(alice, bob);
        var lines = new List<ChatFrame>();

        await foreach (var line in alice.ExportAsync())
        {
            if (line.Type == "conversation")
            {
                await bob.SendAsync(alice, "meanwhile");
            }

            lines.Add(line);
        }

        Assert.That(
            lines.Where(line => line.Type == "message").Select(line => line.Json.GetProperty("seq").GetInt32()),
            Is.EqualTo(Enumerable.Range(1, Many)));
    }

    [Test]
    public async Task An_export_breaks_off_visibly_when_its_session_ends()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await SendManyAsync(alice, bob);
        var thief = await alice.LogInAsync();

        await AssertBreaksOffAsync(thief, Server, () => thief.LogOutAsync());
    }

    [Test]
    public async Task An_export_breaks_off_visibly_when_the_database_fails()
    {
        await using var server = await StartServerAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        await SendManyAsync(alice, bob);
        var contexts = server.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>();
        await using var context = await contexts.CreateDbContextAsync();

        await AssertBreaksOffAsync(
            alice, server, () => context.Database.ExecuteSqlRawAsync("ALTER TABLE messages RENAME TO lost"));
    }

    [Test]
    public async Task A_stop_of_the_server_does_not_wait_for_an_export()
    {
        await using var server = await StartServerAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        await SendManyAsync(alice, bob);

        await AssertBreaksOffAsync(alice, server, () => server.StopAsync().WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task A_user_has_one_export_at_a_time()
    {
        await using var server = await StartServerAsync(("Limits:Exports", "1"));
        var (alice, bob) = await RegisterTwoAsync(server);
        await SendManyAsync(alice, bob);
        await using (var unread = ReadSlowlyAsync(alice, server).GetAsyncEnumerator())
        {
            await unread.MoveNextAsync();

            await alice.HttpClient.GetAsync("api/v1/users/me/export")
                .ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
            await bob.HttpClient.GetAsync("api/v1/users/me/export")
                .ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");
        }

        // The server notices soon that the client is gone.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        HttpStatusCode status;
        do
        {
            using var answer = await bob.HttpClient.GetAsync("api/v1/users/me/export", patience.Token);
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Exports_above_the_rate_are_refused()
    {
        await using var server = await StartServerWithClockAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:ExportsPerHour", "1"), ("RateLimits:ExportsBurst", "1"));
        var alice = await server.RegisterAsync();
        Assert.That(await alice.ExportAsync().CountAsync(), Is.EqualTo(2));

        using var refused = await alice.HttpClient.GetAsync("api/v1/users/me/export");

        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromHours(1)));
    }

    // Reads the first lines, then lets something end the export, and reads on.
    private static async Task AssertBreaksOffAsync(ChatUser user, ChatTestServer server, Func<Task> end)
    {
        var read = 0;
        var isEnded = false;
        try
        {
            await foreach (var _ in ReadSlowlyAsync(user, server))
            {
                if (++read == 10)
                {
                    await end();
                    isEnded = true;
                }
            }
        }
        catch (IOException) when (isEnded)
        {
            Assert.That(read, Is.LessThan(Many));
            return;
        }

        Assert.Fail($"The export of {read} lines ended as if it were complete.");
    }

    // The server can send no more than a little ahead of what the test reads.
    private static async IAsyncEnumerable<string> ReadSlowlyAsync(ChatUser user, ChatTestServer server)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = SmallBuffer };
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(server.BaseAddress, "api/v1/users/me/export"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.AccessToken);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line)
        {
            yield return line;
        }
    }

    private static async Task SendManyAsync(ChatUser sender, ChatUser recipient)
    {
        foreach (var chunk in Enumerable.Range(0, Many).Chunk(50))
        {
            await Task.WhenAll(chunk.Select(_ => sender.SendAsync(recipient, LongText)));
        }
    }

    private static Task<JsonElement> GetAsync(ChatUser user, string path) =>
        user.HttpClient.GetAsync($"api/v1/{path}").JsonAsync(HttpStatusCode.OK);

    private static IEnumerable<JsonObject> Rows(JsonElement list) =>
        list.EnumerateArray().Select(row => JsonNode.Parse(row.GetRawText())!.AsObject());

    private static JsonObject MembersOf(ChatFrame line)
    {
        var members = JsonNode.Parse(line.ToString())!.AsObject();
        members.Remove("type");
        return members;
    }

    private static void AssertEqual(JsonNode actual, JsonNode expected) => Assert.That(
        JsonNode.DeepEquals(actual, expected), Is.True, $"{actual}\ninstead of\n{expected}");
}
