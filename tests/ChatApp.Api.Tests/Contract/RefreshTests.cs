namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class RefreshTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Refresh_returns_a_new_token_pair()
    {
        var user = await Server.RegisterAsync();
        var first = user.RefreshToken;

        var pair = await PostAsync(Server, first).JsonAsync(HttpStatusCode.OK);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Text("token_type"), Is.EqualTo("bearer"));
            Assert.That(pair.GetProperty("expires_in").GetInt32(), Is.EqualTo(15 * 60));
            Assert.That(pair.Text("refresh_token"), Is.Not.EqualTo(first));
            Assert.That(
                Tokens.Claims(pair.Text("access_token"))["sub"]!.GetValue<string>(), Is.EqualTo(user.Id.ToString()));
        }
    }

    [Test]
    public async Task A_refresh_does_not_change_the_session()
    {
        var user = await Server.RegisterAsync();
        var session = Tokens.Claims(user.AccessToken)["sid"]!.GetValue<string>();

        for (var i = 0; i < 3; i++)
        {
            await user.RefreshAsync();
            Assert.That(Tokens.Claims(user.AccessToken)["sid"]!.GetValue<string>(), Is.EqualTo(session));
            Assert.That((await user.GetMeAsync()).Id, Is.EqualTo(user.Id));
        }
    }

    [Test]
    public async Task A_refresh_with_a_lost_answer_can_be_repeated()
    {
        await using var server = await StartServerWithClockAsync();
        var user = await server.RegisterAsync();
        var request = Guid.CreateVersion7();

        var lost = await RefreshAsync(server, user.RefreshToken, request);
        ClockOf(server).Advance(TimeSpan.FromHours(1));
        var again = await RefreshAsync(server, user.RefreshToken, request);
        ClockOf(server).Advance(TimeSpan.FromDays(20));
        var third = await RefreshAsync(server, user.RefreshToken, request);

        Assert.That(new[] { again.RefreshToken, third.RefreshToken }, Is.All.EqualTo(lost.RefreshToken));
        var fourth = await RefreshAsync(server, third.RefreshToken, Guid.CreateVersion7());
        Assert.That(fourth.RefreshToken, Is.Not.EqualTo(lost.RefreshToken));
    }

    [Test]
    public async Task Use_of_the_old_access_token_does_not_invalidate_the_old_refresh_token()
    {
        var user = await Server.RegisterAsync();
        var successor = await RefreshAsync(Server, user.RefreshToken);

        Assert.That((await user.GetMeAsync()).Id, Is.EqualTo(user.Id));

        Assert.That((await RefreshAsync(Server, user.RefreshToken)).RefreshToken, Is.EqualTo(successor.RefreshToken));
    }

    [Test]
    public async Task Parallel_tabs_get_the_same_new_token()
    {
        var user = await Server.RegisterAsync();

        var pairs = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            i => RefreshAsync(Server, user.RefreshToken, i % 2 == 0 ? null : Guid.CreateVersion7())));

        Assert.That(pairs.Select(pair => pair.RefreshToken).Distinct().ToArray(), Has.Length.EqualTo(1));
        await user.RefreshAsync();
        Assert.That((await user.GetMeAsync()).Id, Is.EqualTo(user.Id));
    }

    [Test]
    public async Task A_late_tab_gets_the_same_new_token_for_a_minute()
    {
        await using var server = await StartServerWithClockAsync();
        var user = await server.RegisterAsync();
        var old = user.RefreshToken;
        var pair = await user.RefreshAsync();
        await user.GetMeAsync();

        ClockOf(server).Advance(TimeSpan.FromSeconds(59));

        foreach (Guid? request in new Guid?[] { null, Guid.CreateVersion7() })
        {
            Assert.That((await RefreshAsync(server, old, request)).RefreshToken, Is.EqualTo(pair.RefreshToken));
        }

        Assert.That((await user.GetMeAsync()).Id, Is.EqualTo(user.Id));
        ClockOf(server).Advance(TimeSpan.FromSeconds(1));
        await RefreshAsync(server, old).RefusedAsync(HttpStatusCode.Unauthorized, "refresh_token_reused");
        await user.AccessTokenDiesAsync();
    }

    [TestCase("\"not an id\"")]
    [TestCase("17")]
    [TestCase("\"\"")]
    public async Task An_invalid_request_id_is_refused_and_named(string id)
    {
        var user = await Server.RegisterAsync();
        using var client = Server.CreateClient();
        using var body = new StringContent(
            $$"""{"refresh_token":"{{user.RefreshToken}}","request_id":{{id}}}""", null, "application/json");

        await client.PostAsync("api/v1/auth/refresh", body).InvalidFieldAsync("request_id");

        await user.RefreshAsync();
    }

    [TestCase("refresh token")]
    [TestCase("access token")]
    [TestCase("access token of the second answer")]
    [TestCase("access token on a socket")]
    public async Task The_old_refresh_token_ends_the_session_after_the_new_token_was_used(string used)
    {
        var user = await Server.RegisterAsync();
        var (old, request) = (user.RefreshToken, user.RefreshRequestId);
        if (used == "access token of the second answer")
        {
            await RefreshAsync(Server, old, request);
        }

        await user.RefreshAsync();
        await UseAsync(user, used);

        await RefreshAsync(Server, old, request).RefusedAsync(HttpStatusCode.Unauthorized, "refresh_token_reused");
        await PostAsync(Server, user.RefreshToken).ProblemAsync(HttpStatusCode.Unauthorized);
        await user.AccessTokenDiesAsync();
    }

    [Test]
    public async Task Reuse_closes_only_the_sockets_of_the_session()
    {
        var user = await Server.RegisterAsync();
        var other = await user.LogInAsync();
        var (old, request) = (user.RefreshToken, user.RefreshRequestId);
        await user.RefreshAsync();
        await using var socket = await user.ConnectAsync();
        await using var otherSocket = await other.ConnectAsync();

        await RefreshAsync(Server, old, request)
            .RefusedAsync(HttpStatusCode.Unauthorized, "refresh_token_reused");

        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
        await otherSocket.PingAsync();
        Assert.That((await other.RefreshAsync()).RefreshToken, Is.Not.Empty);
    }

    [TestCase("nobody has ever seen this token")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("😀")]
    public async Task An_unknown_refresh_token_is_refused(string token) =>
        await PostAsync(Server, token).ProblemAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");

    [Test]
    public async Task An_access_token_is_not_a_refresh_token()
    {
        var user = await Server.RegisterAsync();
        await PostAsync(Server, user.AccessToken).ProblemAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        await user.HttpClient.GetAsync("api/v1/users/me").JsonAsync(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_missing_refresh_token_is_refused_and_named()
    {
        using var client = Server.CreateClient();
        await client.PostObjectAsync("api/v1/auth/refresh", new { }).InvalidFieldAsync("refresh_token");
    }

    [Test]
    public async Task A_session_expires_despite_refreshes()
    {
        await using var server = await StartServerWithClockAsync(("Jwt:SessionDays", "70"));
        var user = await server.RegisterAsync();

        foreach (var days in new[] { 25, 25, 19 })
        {
            ClockOf(server).Advance(TimeSpan.FromDays(days));
            await user.RefreshAsync();
        }

        ClockOf(server).Advance(TimeSpan.FromDays(2));
        await RefreshAsync(server, user.RefreshToken)
            .RefusedAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");
    }

    [Test]
    public async Task A_refresh_token_expires_after_30_days()
    {
        await using var server = await StartServerWithClockAsync();
        var diligent = await server.RegisterAsync();
        var lazy = await server.RegisterAsync();

        ClockOf(server).Advance(TimeSpan.FromDays(29));
        await diligent.RefreshAsync();
        Assert.That((await diligent.GetMeAsync()).Id, Is.EqualTo(diligent.Id));
        ClockOf(server).Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        await lazy.RefreshAsync().RefusedAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");
    }

    [Test]
    public async Task The_token_lifetimes_can_be_configured()
    {
        await using var server = await StartServerWithClockAsync(
            ("Jwt:AccessTokenMinutes", "2"), ("Jwt:RefreshTokenDays", "1"));
        var user = await server.RegisterAsync();
        var claims = Tokens.Claims(user.AccessToken);
        Assert.That(claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>(), Is.EqualTo(120));

        ClockOf(server).Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        await user.RefreshAsync().RefusedAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");
    }

    private static async Task UseAsync(ChatUser user, string used)
    {
        switch (used)
        {
            case "refresh token":
                await user.RefreshAsync();
                break;
            case "access token on a socket":
                await using (await user.ConnectAsync())
                {
                    break;
                }

            default:
                await user.GetMeAsync();
                break;
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(
        ChatTestServer server, string refreshToken, Guid? requestId = null)
    {
        using var client = server.CreateClient();
        return await client.PostObjectAsync(
            "api/v1/auth/refresh", new { refresh_token = refreshToken, request_id = requestId });
    }

    private static async Task<TokenPair> RefreshAsync(
        ChatTestServer server, string refreshToken, Guid? requestId = null)
    {
        using var response = await PostAsync(server, refreshToken, requestId);
        if (!response.IsSuccessStatusCode)
        {
            var problem = await response.ProblemAsync(response.StatusCode);
            throw new ChatProblemException(
                problem.GetRawText(),
                response.StatusCode,
                problem.Text("code"),
                new Dictionary<string, IReadOnlyList<string>>(),
                "");
        }

        return ChatJson.Parse<TokenPair>(await response.Content.ReadAsStringAsync());
    }
}
