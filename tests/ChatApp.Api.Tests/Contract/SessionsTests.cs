namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SessionsTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task The_sessions_of_the_caller_are_listed_newest_login_first()
    {
        var phone = await Server.RegisterAsync();
        var laptop = await phone.LogInAsync();
        await Server.RegisterAsync();

        var sessions = await ListAsync(phone);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                sessions.Select(session => session.Text("id")),
                Is.EqualTo(new[] { SessionOf(laptop), SessionOf(phone) }));
            Assert.That(
                sessions.Select(session => session.GetProperty("current").GetBoolean()),
                Is.EqualTo(new[] { false, true }));
            Assert.That(
                sessions.Select(session => session.Names()),
                Is.All.EquivalentTo(new[] { "id", "created_at", "last_used_at", "user_agent", "ip", "current" }));
            Assert.That(sessions.Select(session => session.Text("ip")), Is.All.EqualTo("127.0.0.1"));
            Assert.That(sessions.Select(session => session.Text("created_at")), Is.All.Match(Patterns.Time));
        }
    }

    [Test]
    public async Task A_session_shows_the_device_and_time_of_its_newest_tokens()
    {
        await using var server = await StartServerWithClockAsync();
        var alice = await server.RegisterAsync();
        var login = ClockOf(server).GetUtcNow();
        Assert.That((await ListAsync(alice)).Single().Text("user_agent"), Is.Empty);

        ClockOf(server).Advance(TimeSpan.FromMinutes(5));
        using var client = server.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Test/1.0 (a program)");
        await client.PostObjectAsync("api/v1/auth/refresh", new { refresh_token = alice.RefreshToken })
            .JsonAsync(HttpStatusCode.OK);

        var session = (await ListAsync(alice)).Single();
        Assert.That(session.Text("user_agent"), Is.EqualTo("Test/1.0 (a program)"));
        Assert.That(
            session.GetProperty("created_at").GetDateTimeOffset(),
            Is.EqualTo(login).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(
            session.GetProperty("last_used_at").GetDateTimeOffset(),
            Is.EqualTo(login.AddMinutes(5)).Within(TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public async Task A_session_can_be_ended_from_another_device()
    {
        var phone = await Server.RegisterAsync();
        var stolen = await phone.LogInAsync();
        await using var socket = await stolen.ConnectAsync();
        await using var own = await phone.ConnectAsync();

        using var response = await EndAsync(phone, SessionOf(stolen));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
        await stolen.AccessTokenDiesAsync();
        using var client = Server.CreateClient();
        await client.PostObjectAsync("api/v1/auth/refresh", new { refresh_token = stolen.RefreshToken })
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        Assert.That(
            (await ListAsync(phone)).Select(session => session.Text("id")), Is.EqualTo(new[] { SessionOf(phone) }));
        await own.PingAsync();

        using var again = await EndAsync(phone, SessionOf(stolen));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), "the session has already ended");
    }

    [Test]
    public async Task Ending_the_own_session_is_a_logout()
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();

        using var response = await EndAsync(alice, SessionOf(alice));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
        await alice.AccessTokenDiesAsync();
    }

    [Test]
    public async Task A_session_of_another_user_is_not_found_and_stays_open()
    {
        var (alice, bob) = await RegisterTwoAsync();

        await EndAsync(alice, SessionOf(bob)).ProblemAsync(HttpStatusCode.NotFound, "session_not_found");
        await EndAsync(alice, $"{Guid.CreateVersion7()}").ProblemAsync(HttpStatusCode.NotFound, "session_not_found");

        await bob.RefreshAsync();
        Assert.That((await bob.GetMeAsync()).Id, Is.EqualTo(bob.Id));
    }

    [Test]
    public async Task An_invalid_id_is_refused() =>
        await EndAsync(await Server.RegisterAsync(), "no-id")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

    [Test]
    public async Task The_list_is_paged()
    {
        var alice = await Server.RegisterAsync();
        var ids = new List<string> { SessionOf(alice) };
        for (var i = 0; i < 4; i++)
        {
            ids.Insert(0, SessionOf(await alice.LogInAsync()));
        }

        var (seen, next) = (new List<string>(), "api/v1/auth/sessions?limit=2");
        while (next is not null)
        {
            using var response = await alice.HttpClient.GetAsync(next);
            var page = await response.JsonAsync(HttpStatusCode.OK);
            seen.AddRange(page.EnumerateArray().Select(session => session.Text("id")));
            next = NextLink.Of(response);
        }

        Assert.That(seen, Is.EqualTo(ids));
        await alice.HttpClient.GetAsync("api/v1/auth/sessions?limit=0")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await alice.HttpClient.GetAsync("api/v1/auth/sessions?before=none")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    private static async Task<JsonElement[]> ListAsync(ChatUser user) =>
        [.. (await user.HttpClient.GetAsync("api/v1/auth/sessions").JsonAsync(HttpStatusCode.OK)).EnumerateArray()];

    private static Task<HttpResponseMessage> EndAsync(ChatUser user, string id) =>
        user.HttpClient.DeleteAsync($"api/v1/auth/sessions/{id}");

    private static string SessionOf(ChatUser user) => Tokens.Claims(user.AccessToken)["sid"]!.GetValue<string>();
}
