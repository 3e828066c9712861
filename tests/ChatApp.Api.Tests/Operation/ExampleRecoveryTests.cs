using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Operation;

/// <summary>
/// How a client of docs/examples handles daily events: tokens expire, messages are refused, a backup is restored.
/// </summary>
[TestFixtureSource(typeof(ExampleClient), nameof(ExampleClient.Languages))]
public sealed class ExampleRecoveryTests(string language) : ContractTests(Database.Sqlite)
{
    [Test]
    public async Task An_expired_token_is_refreshed()
    {
        await using var server = await StartServerWithClockAsync(ExampleClient.FixedPort());
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var client = ExampleClient.Start(language, server, bob, alice);
        ClockOf(server).Advance(TimeSpan.FromSeconds((15 * 60) - 5));
        await SaysAsync(client, bob, "before the token expires");

        // The server closes the socket with 4001.
        ClockOf(server).Advance(TimeSpan.FromSeconds(20 * 60));
        await SaysAsync(client, bob, "after the socket was closed");

        // The next call gets 401.
        await server.StopAsync();
        ClockOf(server).Advance(TimeSpan.FromMinutes(20));
        await server.RestartAsync();
        await SaysAsync(client, bob, "after the server was away");

        Assert.That((await client.EndAsync()).Code, Is.Zero);
    }

    [Test]
    public async Task A_token_is_refreshed_before_it_expires()
    {
        var calls = new ShortLives();
        await using var server = await ChatTestServer.StartAsync(
            TestDatabases.Options(Database) with { Configure = calls.Add });
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var client = ExampleClient.Start(language, server, bob, alice);

        await SaysAsync(client, bob, "with a new token");

        Assert.That(calls.Answers, Has.Exactly(1).EqualTo(("/api/v1/auth/refresh", 200)));
        Assert.That(calls.Answers.Select(call => call.Status), Has.None.EqualTo(401));
    }

    [Test]
    public async Task A_refresh_with_a_lost_answer_is_repeated_with_the_same_id()
    {
        var proxy = new ProxyInFront();
        await using var server = await ChatTestServer.StartAsync(
            TestDatabases.Options(Database) with { Configure = proxy.Add, UseFakeClock = true });
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var client = ExampleClient.Start(language, server, bob, alice);
        await SaysAsync(client, bob, "with a first token");

        proxy.Lost += () => ClockOf(server).Advance(TimeSpan.FromMinutes(2));
        proxy.Lose("/api/v1/auth/refresh", "no answer", "none again");
        ClockOf(server).Advance(TimeSpan.FromMinutes(16));
        string[] requests = [await NextRequestIdAsync(proxy), await NextRequestIdAsync(proxy)];
        await SaysAsync(client, bob, "with the token after two lost ones");

        Assert.That(Guid.TryParse(requests[0], out _), Is.True);
        Assert.That(requests[1], Is.EqualTo(requests[0]));
    }

    [Test]
    public async Task The_client_ends_with_a_message_when_its_session_has_ended()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var client = ExampleClient.Start(language, Server, bob, alice);
        await SaysAsync(client, bob, "before the session ends");

        var sessions = await bob.HttpClient.GetAsync("api/v1/auth/sessions").JsonAsync(HttpStatusCode.OK);
        var other = sessions.EnumerateArray().Single(session => !session.GetProperty("current").GetBoolean());
        using var ended = await bob.HttpClient.DeleteAsync($"api/v1/auth/sessions/{other.Text("id")}");

        Assert.That(
            await client.ReadNoticeAsync(), Does.StartWith("invalid_refresh_token: ").And.EndWith("log in again."));
        Assert.That(await client.WaitForExitAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task The_client_ends_with_a_message_on_a_wrong_password()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var client = ExampleClient.Start(language, Server, bob, alice, "not the password");

        Assert.That(
            await client.ReadNoticeAsync(), Is.EqualTo("invalid_credentials: The username or the password is wrong."));
        Assert.That(await client.WaitForExitAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task The_client_survives_errors_of_a_proxy_and_waits_between_attempts()
    {
        var proxy = new ProxyInFront();
        await using var server = await StartBehindAsync(proxy);
        var (alice, bob) = await RegisterTwoAsync(server);
        proxy.Answer("/api/v1/auth/ticket", """{"message":"no healthy upstream"}""", "[]", "\"Bad Gateway\"");
        await using var client = ExampleClient.Start(language, server, bob, alice);

        await SaysAsync(client, bob, "after all of them");

        Assert.That(proxy.Pauses, Has.Count.EqualTo(2).And.All.GreaterThan(TimeSpan.FromSeconds(0.2)));
    }

    [Test]
    public async Task The_client_ends_with_a_message_when_a_proxy_answers_its_login(
        [Values("""{"message":"no healthy upstream"}""", "[]", "null", """{"code":17,"detail":[]}""", "<p>", "\u00ff")]
        string body)
    {
        var proxy = new ProxyInFront();
        await using var server = await StartBehindAsync(proxy);
        var (alice, bob) = await RegisterTwoAsync(server);
        proxy.Answer("/api/v1/auth/login", body);
        await using var client = ExampleClient.Start(language, server, bob, alice);

        Assert.That(await client.ReadNoticeAsync(), Does.StartWith("unknown: ").And.Contain("502"));
        Assert.That(await client.WaitForExitAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_refusal_with_a_date_in_Retry_After_is_shown_completely()
    {
        await using var server = await StartBehindAsync(new ProxyInFront());
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var client = ExampleClient.Start(language, server, bob, alice, "not the password");

        Assert.That(
            await client.ReadNoticeAsync(), Is.EqualTo("invalid_credentials: The username or the password is wrong."));
    }

    [Test]
    public async Task The_client_ends_with_a_message_when_the_server_is_unreachable()
    {
        await using var server = await StartServerAsync(ExampleClient.FixedPort());
        var (alice, bob) = await RegisterTwoAsync(server);
        await server.StopAsync();
        await using var client = ExampleClient.Start(language, server, bob, alice);

        Assert.That(await client.ReadNoticeAsync(), Does.StartWith("The server cannot be reached: "));
        Assert.That(await client.WaitForExitAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_refused_message_is_reported_with_its_code()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var client = ExampleClient.Start(language, Server, bob, alice);

        await client.TypeAsync("  ", new string('x', 4_001), "short and good");

        Assert.That(await client.ReadAsync(), Is.EqualTo(new[] { $"{bob.Username}: short and good" }));
        string[] notices = [await client.ReadNoticeAsync(), await client.ReadNoticeAsync()];
        Assert.That(notices, Has.All.StartsWith("Not sent (validation_failed): "));
        Assert.That(notices, Has.Some.Contains("white space").And.Some.Contains("at most"), "in any order");

        Assert.That((await client.EndAsync()).Code, Is.Zero, "the client does not wait for the refused messages");
    }

    [Test]
    public async Task A_rate_limited_message_is_sent_again_and_stored_once()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:MessagesPerSecond", "3"), ("RateLimits:MessagesBurst", "3"));
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var client = ExampleClient.Start(language, server, bob, alice);
        var lines = Enumerable.Range(1, 8).Select(i => $"number {i}").ToArray();

        await client.TypeAsync(lines);

        Assert.That((await client.ReadAsync(8)).Order(), Is.EqualTo(lines.Select(line => $"{bob.Username}: {line}")));
        var stored = (await alice.HistoryAsync(bob.Id)).Items.Select(message => message.Content);
        Assert.That(stored.Order(), Is.EqualTo(lines));
        var (code, _, rest) = await client.EndAsync();
        Assert.That(code, Is.Zero);
        Assert.That(rest, Is.Empty, "the client does not report the rate limit");
    }

    [Test]
    public async Task What_happened_while_the_client_was_away_is_shown_once()
    {
        await using var server = await StartServerAsync(ExampleClient.FixedPort());
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var client = ExampleClient.Start(language, server, bob, alice);
        await SaysAsync(client, bob, "Anybody here?");
        var (first, second) = (await alice.SendAsync(bob, "Hello!"), await alice.SendAsync(bob, "Oops."));
        await client.ReadAsync(2);

        await server.StopAsync();
        await server.RestartAsync();
        await alice.SendAsync(bob, "Are you there?");
        await alice.AddReactionAsync(first.Id, "👍");
        await alice.MarkReadAsync(bob.Id, first.Id);
        await bob.UpdateConversationAsync(alice.Id, pinned: true);
        await alice.ChangeDisplayNameAsync("Alice A.");
        await alice.EditAsync(first.Id, "Hello, Bob!");
        await alice.DeleteAsync(second.Id);

        string[] expected =
        [
            $"{alice.Username}: Are you there?",
            $"{alice.Username} (edited): Hello, Bob!",
            $"{alice.Username} has deleted a message.",
        ];
        Assert.That(await client.ReadAsync(3), Is.EqualTo(expected));

        await server.StopAsync();
        await server.RestartAsync();
        await SaysAsync(client, bob, "Nothing is shown again.");
        var (code, _, rest) = await client.EndAsync();
        Assert.That(rest, Is.Empty);
        Assert.That(code, Is.Zero);
    }

    [Test]
    public async Task The_client_loads_the_history_after_a_restored_backup([Values] bool isArchived)
    {
        await using var server = await StartServerAsync(ExampleClient.FixedPort());
        var (alice, bob) = await RegisterTwoAsync(server);
        var directory = server.Services.GetRequiredService<IConfiguration>()["Storage:DataDirectory"]!;
        await using var client = ExampleClient.Start(language, server, bob, alice);
        await SaysAsync(client, bob, "in the backup, like the session");
        await bob.UpdateConversationAsync(alice.Id, archived: isArchived, muted: isArchived);
        await server.StopAsync();
        await server.BackUpAsync();
        await server.RestartAsync();
        await SaysAsync(client, bob, "lost with the database, 1");
        await SaysAsync(client, bob, "lost with the database, 2");

        await server.StopAsync();
        await server.RestoreAsync();
        await DeleteEpochAsync(directory);
        await server.RestartAsync();
        var sent = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            sent.Add((await alice.SendAsync(bob, $"after the backup, {i:00}")).Content);
        }

        // By history, which needs more than one page, or by events: each once, in order.
        Assert.That(await client.ReadAsync(60), Is.EqualTo(sent.Select(content => $"{alice.Username}: {content}")));
        await SaysAsync(client, bob, "live again");
    }

    // As docs/operations.md describes it: numbers are used a second time, so old cursors are void.
    private static async Task DeleteEpochAsync(string directory)
    {
        var file = Path.Combine(directory, "chatapp.db");
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM event_epoch";
        Assert.That(await command.ExecuteNonQueryAsync(), Is.EqualTo(1));
    }

    private static async Task<string> NextRequestIdAsync(ProxyInFront proxy) =>
        JsonSerializer.Deserialize<JsonElement>(await proxy.NextRequestAsync()).Text("request_id");

    private Task<ChatTestServer> StartBehindAsync(ProxyInFront proxy) =>
        ChatTestServer.StartAsync(TestDatabases.Options(Database) with { Configure = proxy.Add });

    // Types a line and waits for its echo, which shows that it was stored.
    private static async Task SaysAsync(ExampleClient client, ChatUser user, string text)
    {
        await client.TypeAsync(text);
        Assert.That(await client.ReadAsync(), Is.EqualTo(new[] { $"{user.Username}: {text}" }));
    }
}
