using System.Globalization;

namespace ChatApp.Api.Tests.Limits;

/// <summary>
/// The time of an answer does not tell whether there is such a user. Both kinds are asked in turns, so that whatever else the machine does meets both alike, and
/// their medians are compared.
/// </summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class GuessTimingTests(Database database) : ContractTests(database)
{
    // A look-up that skips the hash takes a tenth; what else the machine does, less than half.
    [Test]
    public Task An_unknown_user_takes_about_as_long_as_a_wrong_password() => CompareAsync(workFactor: 8, samples: 41, tolerance: 0.5);

    [Test]
    [Explicit("takes half a minute and a machine with nothing else to do: docs/operations.md, Measuring")]
    public Task Of_two_hundred_each_the_medians_are_within_5_percent() => CompareAsync(workFactor: 10, samples: 200, tolerance: 0.05);

    private async Task CompareAsync(int workFactor, int samples, double tolerance)
    {
        await using var server = await StartServerAsync(("Passwords:WorkFactor", workFactor.ToString(CultureInfo.InvariantCulture)));
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
        TestContext.Out.WriteLine($"medians of {samples}: wrong password {knownMedian:F2} ms, unknown user {unknownMedian:F2} ms");
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
