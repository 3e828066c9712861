namespace ChatApp.Api.Tests.Limits;

/// <summary>The messages of a user on all nodes count together when the nodes share a Redis.</summary>
[TestFixture]
public sealed class SendLimitOverNodesTests() : ContractTests(Database.Postgres)
{
    private const int Burst = 20;

    [TestCase("Messages")]
    [TestCase("MessagesToOne")]
    public async Task Two_nodes_share_one_limit(string limit)
    {
        await using var first = await StartServerAsync(
            ("ConnectionStrings:Redis", TestRedis.ConnectionString),
            ("RateLimits:Enabled", "true"),
            ($"RateLimits:{limit}PerSecond", "1"),
            ($"RateLimits:{limit}Burst", $"{Burst}"));
        await using var second = await first.StartNodeAsync();
        await TestRedis.UntilConnectedAsync(first, second);
        var (alice, bob) = await RegisterTwoAsync(first);
        ChatUser[] devices = [alice, alice.On(second)];

        var started = TimeProvider.System.GetTimestamp();
        var sent = 0;
        HttpStatusCode status;
        do
        {
            using var answer = await devices[sent % 2].HttpClient.PostObjectAsync(
                "api/v1/messages/dm", new { recipient_id = bob.Id, content = $"message {sent}" });
            status = answer.StatusCode;
            sent += status == HttpStatusCode.Created ? 1 : 0;
        }
        while (status == HttpStatusCode.Created && sent < 2 * Burst);

        Assert.That(status, Is.EqualTo(HttpStatusCode.TooManyRequests));

        // One for each second of the test, and a few that were sent before Redis had answered.
        var seconds = (int)TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        Assert.That(
            sent, Is.InRange(Burst, Burst + seconds + 5), "separate limits would have admitted twice as many");
        foreach (var device in devices)
        {
            await RefusedInTheEndAsync(device, bob);
        }
    }

    private static async Task RefusedInTheEndAsync(ChatUser device, ChatUser to)
    {
        for (var i = 0; i < 30; i++)
        {
            using var answer = await device.HttpClient.PostObjectAsync(
                "api/v1/messages/dm", new { recipient_id = to.Id, content = "more" });
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await answer.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
                Assert.That(answer.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
                return;
            }
        }

        throw new AssertionException("The node admitted all messages.");
    }
}
