namespace ChatApp.Api.Tests;

/// <summary>Calls through the typed client that must be refused.</summary>
internal static class Refusals
{
    public static async Task<ChatProblemException> RefusedAsync(this Task call, HttpStatusCode status, string code)
    {
        try
        {
            await call;
        }
        catch (ChatProblemException problem)
        {
            Assert.That((problem.Status, problem.Code), Is.EqualTo((status, code)), problem.Message);
            return problem;
        }

        throw new AssertionException($"The call succeeded instead of being refused with {(int)status} {code}.");
    }

    /// <summary>
    /// Repeats a call until the access token of an ended session is refused. Fails after more than the promised 5 s.
    /// </summary>
    public static async Task AccessTokenDiesAsync(this ChatUser user)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var response = await user.HttpClient.GetAsync("api/v1/users/me");
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                await response.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
                return;
            }

            Assert.That(
                TimeProvider.System.GetElapsedTime(started),
                Is.LessThan(TimeSpan.FromSeconds(5)),
                "the access token still works");
        }
    }
}
