using System.Globalization;

namespace ChatApp.Api.Tests.Limits;

/// <summary>
/// The response time must not show whether a user exists. The test alternates between a known and an unknown user, so
/// that other load on the machine slows both equally, and compares the medians.
/// </summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class GuessTimingTests(Database database) : ContractTests(database)
{
    // Without the hash, the answer takes a tenth of the time; other load makes a difference of less than half. On an
    // idle machine, 200 samples in half a minute are precise to 5 % (docs/operations.md, Measuring).
    [Test]
    public async Task An_unknown_user_takes_about_as_long_as_a_wrong_password()
    {
        const int Few = 41;
        var samples = Environment.GetEnvironmentVariable("CHATAPP_TIMING_SAMPLES") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : Few;
        var (workFactor, tolerance) = samples > Few ? (10, 0.05) : (8, 0.5);
        await using var server = await StartServerAsync(
            ("Passwords:WorkFactor", workFactor.ToString(CultureInfo.InvariantCulture)));
        var user = await server.RegisterAsync();
        using var client = server.CreateClient();
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < samples; i++)
        {
            if (i % 2 == 0)
            {
                known.Add(await TimeAsync(client, user.Username));
            }

            unknown.Add(await TimeAsync(client, UniqueName.Next()));
            if (i % 2 == 1)
            {
                known.Add(await TimeAsync(client, user.Username));
            }
        }

        var (knownMedian, unknownMedian) = (Median(known), Median(unknown));
        TestContext.Out.WriteLine(
            $"medians of {samples}: wrong password {knownMedian:F2} ms, unknown user {unknownMedian:F2} ms");
        Assert.That(unknownMedian / knownMedian, Is.EqualTo(1).Within(tolerance));
    }

    private static async Task<double> TimeAsync(HttpClient client, string username)
    {
        var started = TimeProvider.System.GetTimestamp();
        await client.PostObjectAsync("api/v1/auth/login", new { username, password = "wrong password" })
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
