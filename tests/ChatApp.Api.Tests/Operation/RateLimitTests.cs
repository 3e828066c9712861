namespace ChatApp.Api.Tests.Operation;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class RateLimitTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Messages_over_the_limit_are_refused_with_the_time_to_wait()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:MessagesPerSecond", "1"), ("RateLimits:MessagesBurst", "3"));
        var (alice, bob) = await RegisterTwoAsync(server);
        for (var i = 0; i < 3; i++)
        {
            await alice.SendAsync(bob.Id, $"message {i}");
        }

        using var refused = await alice.HttpClient.PostObjectAsync("api/v1/messages/dm", new { recipient_id = bob.Id, content = "too much" });

        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(await bob.SendAsync(alice.Id, "somebody else's limit"), Is.Not.Null);
    }

    [Test]
    public async Task A_socket_shares_the_limit_of_its_user_and_is_closed_with_4029_when_it_goes_on()
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

        for (var i = 0; i < 20; i++)
        {
            await socket.SendMessageAsync(bob.Id, $"frame {i}");
        }

        var refusal = await socket.NextAsync("error");
        Assert.That(refusal.Code, Is.EqualTo("rate_limited"));
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
}
