namespace ChatApp.Api.Tests.Limits;

[TestFixture]
public sealed class GuessingTests() : ContractTests(Database.Sqlite)
{
    private const string Home = "127.0.0.2";
    private const string Elsewhere = "127.0.0.3";

    [Test]
    public async Task Guesses_for_an_account_are_limited_for_that_name_and_address()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:FailuresBurst", "3"));
        var (alice, bob) = await RegisterTwoAsync(server);
        using var stranger = From.Address(Elsewhere, server);
        for (var i = 0; i < 3; i++)
        {
            await LogInAsync(stranger, alice.Username, $"guess number {i}")
                .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        }

        using var refused = await LogInAsync(stranger, alice.Username, alice.Password);

        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.That(
            refused.Headers.RetryAfter?.Delta,
            Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromMinutes(1)));
        await LogInAsync(stranger, alice.Email, alice.Password).JsonAsync(HttpStatusCode.OK);
        await LogInAsync(stranger, bob.Username, bob.Password).JsonAsync(HttpStatusCode.OK);
        using var home = From.Address(Home, server);
        await LogInAsync(home, alice.Username, alice.Password).JsonAsync(HttpStatusCode.OK);
    }

    [Test]
    public async Task Guesses_for_an_unknown_name_are_limited_in_the_same_way()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:FailuresBurst", "2"));
        var name = UniqueName.Next();
        using var client = server.CreateClient();
        await LogInAsync(client, name, "a first guess")
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        await LogInAsync(client, name.ToUpperInvariant(), "another guess")
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");

        await LogInAsync(client, name, "a third guess").ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Test]
    public async Task Correct_passwords_do_not_count()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:FailuresBurst", "1"));
        var alice = await server.RegisterAsync();

        for (var i = 0; i < 5; i++)
        {
            Assert.That((await alice.LogInAsync()).Id, Is.EqualTo(alice.Id));
        }
    }

    [Test]
    public async Task A_known_device_is_not_locked_out_by_others_at_its_address()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:FailuresBurst", "2"));
        var alice = await server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();
        using var client = server.CreateClient();
        for (var i = 0; i < 2; i++)
        {
            await LogInAsync(client, alice.Username, "a guess")
                .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        }

        await LogInAsync(client, alice.Username, alice.Password)
            .ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");

        Assert.That((await socket.PingAsync()).Type, Is.EqualTo("pong"));
        await alice.RefreshAsync();
        await alice.LogOutAsync();
        await LogInAsync(client, alice.Username, alice.Password, alice.RefreshToken).JsonAsync(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_known_device_has_a_separate_limit()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:FailuresBurst", "2"));
        var (alice, mallory) = await RegisterTwoAsync(server);
        using var client = server.CreateClient();
        foreach (var token in new[] { alice.RefreshToken, mallory.RefreshToken })
        {
            for (var i = 0; i < 2; i++)
            {
                await LogInAsync(client, alice.Username, "a guess", token)
                    .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
            }

            await LogInAsync(client, alice.Username, "a guess", token)
                .ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        }

        await LogInAsync(client, alice.Username, "a guess")
            .ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Test]
    public async Task Guesses_from_many_addresses_stop_only_new_addresses()
    {
        await using var server = await StartServerWithClockAsync(
            ("RateLimits:Enabled", "true"),
            ("RateLimits:AccountFailuresBurst", "5"),
            ("RateLimits:AccountFailuresPerHour", "60"));
        var alice = await server.RegisterAsync();
        using var home = From.Address(Home, server);
        await LogInAsync(home, alice.Username, alice.Password).JsonAsync(HttpStatusCode.OK);
        for (var i = 10; i < 15; i++)
        {
            using var bot = From.Address($"127.0.0.{i}", server);
            await LogInAsync(bot, alice.Username, "a guess")
                .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        }

        using var holiday = From.Address(Elsewhere, server);
        await LogInAsync(holiday, alice.Username, alice.Password)
            .ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        await LogInAsync(home, alice.Username, alice.Password).JsonAsync(HttpStatusCode.OK);

        ClockOf(server).Advance(TimeSpan.FromMinutes(1));
        await LogInAsync(holiday, alice.Username, alice.Password).JsonAsync(HttpStatusCode.OK);
    }

    [Test]
    public async Task Guesses_for_many_accounts_are_limited_by_address()
    {
        await using var server = await StartServerWithClockAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:AddressFailuresBurst", "4"));
        var alice = await server.RegisterAsync();
        using var stranger = From.Address(Elsewhere, server);
        for (var i = 0; i < 4; i++)
        {
            await LogInAsync(stranger, UniqueName.Next(), "the same guess")
                .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        }

        await LogInAsync(stranger, alice.Username, "the same guess")
            .ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");

        Assert.That((await alice.LogInAsync()).Id, Is.EqualTo(alice.Id));
    }

    [Test]
    public async Task
        Guesses_of_the_current_password_are_limited_by_session()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:FailuresBurst", "2"));
        var stolen = await server.RegisterAsync();
        var own = await stolen.LogInAsync();
        for (var i = 0; i < 2; i++)
        {
            await ChangeAsync(stolen, "a guess").ProblemAsync(HttpStatusCode.Forbidden, "wrong_password");
        }

        await ChangeAsync(stolen, stolen.Password).ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");

        await ChangeAsync(own, own.Password).JsonAsync(HttpStatusCode.OK);
    }

    private static Task<HttpResponseMessage> LogInAsync(
        HttpClient client, string username, string password, string? refreshToken = null) =>
        client.PostObjectAsync("api/v1/auth/login", new { username, password, refresh_token = refreshToken });

    private static Task<HttpResponseMessage> ChangeAsync(ChatUser user, string current) =>
        user.HttpClient.PostObjectAsync(
            "api/v1/auth/password", new { current_password = current, new_password = "battery staple" });
}
