namespace ChatApp.Api.Tests.Security;

/// <summary>An attacker has copied a refresh token and tries to use it unnoticed (contract, section 2).</summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class StolenTokenTests(Database database) : ContractTests(database)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ALittle = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_copied_token_ends_the_session_after_a_minute()
    {
        await using var server = await StartServerWithClockAsync();
        var victim = await server.RegisterAsync();
        var copy = victim.RefreshToken;
        var answer = await PostAsync(server, copy, Guid.CreateVersion7()).JsonAsync(HttpStatusCode.OK);
        var successor = answer.Text("refresh_token");

        ClockOf(server).Advance(Grace + ALittle);

        await PostAsync(server, copy).ProblemAsync(HttpStatusCode.Unauthorized, "refresh_token_reused");
        await PostAsync(server, successor).ProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_refresh_of_the_victim_after_the_thief_ends_the_session()
    {
        await using var server = await StartServerWithClockAsync();
        var victim = await server.RegisterAsync();
        await using var socket = await victim.ConnectAsync();
        var copy = victim.RefreshToken;
        var stolen = (await PostAsync(server, copy).JsonAsync(HttpStatusCode.OK)).Text("refresh_token");

        ClockOf(server).Advance(Grace + ALittle);

        await PostAsync(server, copy, Guid.CreateVersion7())
            .ProblemAsync(HttpStatusCode.Unauthorized, "refresh_token_reused");
        await PostAsync(server, stolen).ProblemAsync(HttpStatusCode.Unauthorized);
        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
    }

    [TestCase("current")]
    [TestCase("replaced a moment ago")]
    public async Task A_copied_token_does_not_survive_a_password_change(string copied)
    {
        var victim = await Server.RegisterAsync();
        var copy = victim.RefreshToken;
        if (copied == "replaced a moment ago")
        {
            await PostAsync(Server, copy).JsonAsync(HttpStatusCode.OK);
        }

        var body = new { current_password = victim.Password, new_password = "Ünïcode 🐎 battery" };
        using (await victim.HttpClient.PostObjectAsync("api/v1/auth/password", body))
        {
        }

        await PostAsync(Server, copy).ProblemAsync(HttpStatusCode.Unauthorized);
        await victim.AccessTokenDiesAsync();
    }

    private static async Task<HttpResponseMessage> PostAsync(
        ChatTestServer server, string refreshToken, Guid? requestId = null)
    {
        using var client = server.CreateClient();
        return await client.PostObjectAsync(
            "api/v1/auth/refresh", new { refresh_token = refreshToken, request_id = requestId });
    }
}
