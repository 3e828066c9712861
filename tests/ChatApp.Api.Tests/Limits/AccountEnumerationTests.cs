using Microsoft.Extensions.Logging;

namespace ChatApp.Api.Tests.Limits;

/// <summary>
/// A login does not reveal which names and email addresses have an account: not by its answer, its limits, or the work
/// that it causes.
/// </summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class AccountEnumerationTests(Database database) : ContractTests(database)
{
    private const string Guess = "a wrong password";
    private const string Statements = "Microsoft.EntityFrameworkCore.Database.Command";

    [Test]
    public async Task Guesses_for_a_username_do_not_reveal_its_email_address()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:FailuresBurst", "3"));
        var alice = await server.RegisterAsync();
        using var client = server.CreateClient();
        await GuessAsync(client, alice.Username, 3, HttpStatusCode.Unauthorized);
        await GuessAsync(client, alice.Username, 1, HttpStatusCode.TooManyRequests);

        foreach (var login in new[] { alice.Email, NobodysEmail() })
        {
            await GuessAsync(client, login, 3, HttpStatusCode.Unauthorized);
            await GuessAsync(client, login.ToUpperInvariant(), 1, HttpStatusCode.TooManyRequests);
        }
    }

    [Test]
    public async Task Guesses_from_many_addresses_do_not_reveal_the_email_address()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:AccountFailuresBurst", "3"));
        var alice = await server.RegisterAsync();
        for (var i = 10; i < 13; i++)
        {
            using var bot = From.Address($"127.0.0.{i}", server);
            await GuessAsync(bot, alice.Username, 1, HttpStatusCode.Unauthorized);
        }

        using var client = From.Address("127.0.0.13", server);
        await GuessAsync(client, alice.Username, 1, HttpStatusCode.TooManyRequests);
        await GuessAsync(client, alice.Email, 1, HttpStatusCode.Unauthorized);
        await GuessAsync(client, NobodysEmail(), 1, HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Logins_for_known_and_unknown_names_send_the_same_database_queries()
    {
        using var trail = new LogTrail();
        var settings = ("RateLimits:Enabled", (string?)"true");
        await using var server = await ChatTestServer.StartAsync(
            TestDatabases.Options(Database, settings, ("RateLimits:FailuresBurst", "1")) with
            {
                Configure = builder => builder.Logging
                    .AddProvider(trail)
                    .AddFilter<LogTrail>(null, LogLevel.None)
                    .AddFilter<LogTrail>(Statements, LogLevel.Information),
            });
        var (alice, mallory) = await RegisterTwoAsync(server);
        using var client = server.CreateClient();

        foreach (var token in new[] { null, mallory.RefreshToken })
        {
            foreach (var login in new[] { alice.Username, alice.Email, UniqueName.Next(), NobodysEmail() })
            {
                var wrong = await CountAsync(
                    trail, () => GuessAsync(client, login, 1, HttpStatusCode.Unauthorized, token));
                var stopped = await CountAsync(
                    trail, () => GuessAsync(client, login, 1, HttpStatusCode.TooManyRequests, token));

                // The node has cached the session of the token. It looks up the session's user for every typed name.
                var ofToken = token is null ? 0 : 1;
                Assert.That((wrong, stopped), Is.EqualTo((ofToken + 1, ofToken)), login);
            }

            // Clears the counters, since each name has already been guessed once.
            await server.RestartAsync();
        }
    }

    private static async Task<int> CountAsync(LogTrail trail, Func<Task> call)
    {
        var before = CountOfLookUps(trail);
        await call();
        return CountOfLookUps(trail) - before;
    }

    // The periodic loops of the node look for users with work to do, never for a certain user.
    private static int CountOfLookUps(LogTrail trail) => trail.Lines.Count(line =>
        (line.Contains("FROM users", StringComparison.Ordinal)
            || line.Contains("FROM \"users\"", StringComparison.Ordinal))
        && line.Split("WHERE")[^1] is var condition
        && !condition.Contains("announced_revision", StringComparison.Ordinal)
        && !condition.Contains("erases_messages", StringComparison.Ordinal));

    private static async Task GuessAsync(
        HttpClient client, string login, int times, HttpStatusCode expected, string? refreshToken = null)
    {
        for (var i = 0; i < times; i++)
        {
            using var answer = await client.PostObjectAsync(
                "api/v1/auth/login", new { username = login, password = Guess, refresh_token = refreshToken });
            Assert.That(answer.StatusCode, Is.EqualTo(expected), login);
        }
    }

    private static string NobodysEmail() => $"{UniqueName.Next()}@users.example";
}
