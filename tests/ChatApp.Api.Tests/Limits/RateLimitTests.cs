using System.Net.WebSockets;

namespace ChatApp.Api.Tests.Limits;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class RateLimitTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Messages_above_the_limit_are_refused_with_the_time_to_wait()
    {
        await using var server = await StartServerWithClockAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:MessagesPerSecond", "1"), ("RateLimits:MessagesBurst", "3"));
        var (alice, bob) = await RegisterTwoAsync(server);
        for (var i = 0; i < 3; i++)
        {
            await alice.SendAsync(bob.Id, $"message {i}");
        }

        using var refused = await PostAsync(alice, bob, "too much");

        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(await bob.SendAsync(alice.Id, "somebody else's limit"), Is.Not.Null);
    }

    [Test]
    public async Task A_socket_above_the_limit_of_its_user_is_closed_with_4029()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"),
            ("RateLimits:MessagesPerSecond", "1"),
            ("RateLimits:MessagesBurst", "2"),
            ("RateLimits:RefusalsBeforeClose", "5"));
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var socket = await alice.ConnectAsync();
        await alice.SendAsync(bob.Id, "over REST");
        await socket.NextAsync("message");

        try
        {
            for (var i = 0; i < 20; i++)
            {
                await socket.SendMessageAsync(bob.Id, $"frame {i}");
            }
        }
        catch (WebSocketException)
        {
            // Closed before all frames were sent.
        }

        var refusal = await socket.NextAsync("error");
        Assert.That(refusal.Code, Is.EqualTo("rate_limited"));
        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4029));
    }

    [Test]
    public async Task Messages_to_one_recipient_have_a_separate_limit()
    {
        await using var server = await StartServerWithClockAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:MessagesToOneBurst", "2"));
        var (alice, bob) = await RegisterTwoAsync(server);
        var carol = await server.RegisterAsync(UniqueName.Next("carol_"));
        await alice.SendAsync(bob.Id, "one");
        await alice.SendAsync(bob.Id, "two");

        using var refused = await PostAsync(alice, bob, "three");
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(await alice.SendAsync(carol.Id, "to another user"), Is.Not.Null);

        await using var socket = await alice.ConnectAsync();
        var id = Guid.CreateVersion7();
        await socket.SendMessageAsync(bob.Id, "over the socket", id);
        var error = await socket.NextAsync("error");
        Assert.That((error.Code, error.ClientMessageId), Is.EqualTo(("rate_limited", (Guid?)id)));
        Assert.That(error.Json.GetProperty("retry_after").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_repeat_does_not_count_against_the_limits()
    {
        await using var server = await StartServerWithClockAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:MessagesToOneBurst", "2"));
        var (alice, bob) = await RegisterTwoAsync(server);
        var id = Guid.CreateVersion7();
        var first = await alice.SendAsync(bob.Id, "lost answer", id);

        for (var i = 0; i < 5; i++)
        {
            Assert.That((await alice.SendAsync(bob.Id, "lost answer", id)).Id, Is.EqualTo(first.Id));
        }

        await alice.SendAsync(bob.Id, "another one, still within the limit");
        using var tooSoon = await alice.HttpClient.PostObjectAsync(
            "api/v1/messages/dm", new { recipient_id = bob.Id, content = "lost answer", client_message_id = id });
        await tooSoon.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");

        ClockOf(server).Advance(tooSoon.Headers.RetryAfter!.Delta!.Value);
        Assert.That((await alice.SendAsync(bob.Id, "lost answer", id)).Id, Is.EqualTo(first.Id));
    }

    [Test]
    public async Task A_long_text_counts_as_several_messages()
    {
        await using var server = await StartServerWithClockAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:MessagesToOneBurst", "8"), ("RateLimits:MessagesBurst", "9"));
        var (alice, bob) = await RegisterTwoAsync(server);
        var carol = await server.RegisterAsync(UniqueName.Next("carol_"));
        await alice.SendAsync(bob.Id, new string('x', 4_000));
        await alice.SendAsync(bob.Id, new string('x', 4_000));

        using var toOne = await PostAsync(alice, bob, "short");
        await toOne.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        using var toAnybody = await PostAsync(alice, carol, "short");
        await toAnybody.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Test]
    public async Task Only_conversations_with_new_people_are_limited()
    {
        await using var server = await StartServerWithClockAsync(
            ("RateLimits:Enabled", "true"),
            ("RateLimits:NewConversationsBurst", "2"),
            ("RateLimits:RefusalsBeforeClose", "5"));
        var (alice, bob) = await RegisterTwoAsync(server);
        var others = new List<ChatUser>();
        for (var i = 0; i < 2; i++)
        {
            others.Add(await server.RegisterAsync(UniqueName.Next("other_")));
        }

        for (var i = 0; i < 3; i++)
        {
            // Opens no conversation, so it does not count.
            using var toNobody = await alice.HttpClient.PostObjectAsync(
                "api/v1/messages/dm", new { recipient_id = Guid.CreateVersion7(), content = "to nobody" });
            await toNobody.ProblemAsync(HttpStatusCode.NotFound, "recipient_not_found");
        }

        await using var socket = await alice.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            await socket.SendMessageAsync(bob.Id, $"one conversation, {i}");
        }

        Assert.That(await socket.NextMessagesAsync(20), Has.Count.EqualTo(20));
        await alice.SendAsync(others[0].Id, "the second one");

        using var refused = await PostAsync(alice, others[1], "the third one");
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(await others[1].SendAsync(alice.Id, "the recipient may answer"), Is.Not.Null);
        Assert.That(await alice.SendAsync(others[1].Id, "and the sender may answer back"), Is.Not.Null);

        try
        {
            for (var i = 0; i < 20; i++)
            {
                await socket.SendMessageAsync(Guid.CreateVersion7(), "to nobody");
            }
        }
        catch (WebSocketException)
        {
            // Closed before all frames were sent.
        }

        Assert.That((await socket.NextAsync("error")).Code, Is.EqualTo("rate_limited"));
        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4029));
    }

    [TestCase("RateLimits:RegistrationsBurst", "RateLimits:RegistrationsPerMinute", "api/v1/auth/register")]
    [TestCase("RateLimits:LoginsBurst", "RateLimits:LoginsPerMinute", "api/v1/auth/login")]
    public async Task Registrations_and_logins_are_limited_by_address(string burst, string rate, string path)
    {
        await using var server = await StartServerAsync(("RateLimits:Enabled", "true"), (burst, "2"), (rate, "1"));
        using var client = server.CreateClient();
        for (var i = 0; i < 2; i++)
        {
            using var invalid = await client.PostObjectAsync(path, new { username = "somebody" });
            await invalid.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        }

        using var refused = await client.PostObjectAsync(path, new { username = "somebody" });

        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Test]
    public async Task Reads_are_limited_by_user()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:ReadsPerSecond", "1"), ("RateLimits:ReadsBurst", "6"));
        var (alice, bob) = await RegisterTwoAsync(server);
        string[] reads =
        [
            "api/v1/users/me", "api/v1/auth/sessions", $"api/v1/users/{bob.Id}",
            $"api/v1/messages/dm/{bob.Id}", "api/v1/messages/conversations", "api/v1/sync",
        ];

        // Each read counts, and the registration has read once.
        foreach (var path in reads[..5])
        {
            using var answer = await alice.HttpClient.GetAsync(path);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        }

        foreach (var path in reads)
        {
            using var refused = await RefusedInTheEndAsync(() => alice.HttpClient.GetAsync(path));
            await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
            Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        }

        Assert.That((await bob.GetMeAsync()).Id, Is.EqualTo(bob.Id), "somebody else's limit");
        Assert.That(await alice.SendAsync(bob.Id, "sends are counted separately"), Is.Not.Null);
    }

    [Test]
    public async Task Searches_have_a_separate_limit()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:SearchesPerSecond", "1"));
        var (alice, bob) = await RegisterTwoAsync(server);
        for (var i = 0; i < 20; i++)
        {
            await alice.SearchAsync("al");
        }

        using var refused = await RefusedInTheEndAsync(() => alice.HttpClient.GetAsync("api/v1/users?search=al"));

        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        using var inMessages = await RefusedInTheEndAsync(() =>
            alice.HttpClient.GetAsync("api/v1/messages/search?q=word"));
        await inMessages.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.That((await alice.GetMeAsync()).Id, Is.EqualTo(alice.Id), "reads are counted separately");
        Assert.That((await bob.SearchAsync("al")).Items, Is.Not.Empty, "somebody else's limit");
    }

    [Test]
    public async Task A_flood_of_pings_is_closed_with_4029()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"),
            ("RateLimits:MessagesPerSecond", "1"),
            ("RateLimits:MessagesBurst", "2"),
            ("RateLimits:RefusalsBeforeClose", "5"));
        using var socket = await RawSocket.ConnectAsync(server, await server.RegisterAsync());

        for (var i = 0; i < 20; i++)
        {
            await socket.WriteFrameAsync(i % 2 == 0 ? (byte)0x89 : (byte)0x8a, "?"u8);
        }

        Assert.That((await socket.ReadFrameAsync()).Opcode, Is.EqualTo(10), "pings within the limit are answered");
        Assert.That(await socket.ReadCloseAsync(), Is.EqualTo(4029));
    }

    [Test]
    public async Task A_refused_request_body_is_not_read()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:LoginsPerMinute", "1"), ("RateLimits:LoginsBurst", "1"));
        using var client = server.CreateClient();
        await client.PostTextAsync("api/v1/auth/login", "{")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        await client.PostTextAsync("api/v1/auth/login", "{")
            .ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    private static Task<HttpResponseMessage> PostAsync(ChatUser from, ChatUser to, string content) =>
        from.HttpClient.PostObjectAsync("api/v1/messages/dm", new { recipient_id = to.Id, content });

    // These buckets use the real clock and refill by one a second, so a slow machine may be admitted once more.
    private static async Task<HttpResponseMessage> RefusedInTheEndAsync(Func<Task<HttpResponseMessage>> call)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var answer = await call();
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return answer;
            }

            answer.Dispose();
        }

        throw new AssertionException("All calls were admitted.");
    }
}
