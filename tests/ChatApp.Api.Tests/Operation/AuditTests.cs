using Microsoft.Extensions.Logging;

namespace ChatApp.Api.Tests.Operation;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class AuditTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Security_events_are_audited_with_ids_time_and_address()
    {
        using var trail = new AuditTrail();
        var begin = TimeProvider.System.GetUtcNow();
        await using var server = await ChatTestServer.StartAsync(TestDatabases.Options(Database) with
        {
            Configure = builder => builder.Logging.AddProvider(trail).AddFilter<AuditTrail>(null, LogLevel.Information),
        });
        using var client = server.CreateClient();
        var alice = await server.RegisterAsync();
        var other = await alice.LogInAsync();
        await FailToLogInAsync(client, alice.Username, "not the password");
        await FailToLogInAsync(client, "nobody at all", "not a password");
        var spent = new { refresh_token = alice.RefreshToken, request_id = alice.RefreshRequestId };
        await alice.RefreshAsync();
        await alice.GetMeAsync();
        await client.PostObjectAsync("api/v1/auth/refresh", spent)
            .ProblemAsync(HttpStatusCode.Unauthorized, "refresh_token_reused");
        await ChangePasswordAsync(other, "not the password").ProblemAsync(HttpStatusCode.Forbidden, "wrong_password");
        var second = SessionOf(other);
        await other.ChangePasswordAsync("another password");

        var third = await server.LogInAsync(alice.Username, "another password");
        using (var ended = await other.HttpClient.DeleteAsync($"api/v1/auth/sessions/{SessionOf(third)}"))
        {
            Assert.That(ended.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        }

        await other.LogOutAsync();
        var last = await server.LogInAsync(alice.Username, "another password");
        using (var refused = new HttpRequestMessage(HttpMethod.Delete, "api/v1/users/me"))
        {
            refused.Content = ChatJson.Content(new { password = "not the password" });
            await last.HttpClient.SendAsync(refused).ProblemAsync(HttpStatusCode.Forbidden, "wrong_password");
        }

        await last.CloseAccountAsync();

        var (first, begun) = (SessionOf(alice), SessionOf(other));
        Assert.That(
            trail.Events.Select(
                happened => (
                    happened.Id,
                    User: happened.Values["UserId"],
                    Session: happened.Values.GetValueOrDefault("SessionId"))),
            Is.EqualTo(new (int, object?, object?)[]
            {
                (300, alice.Id, null), (301, alice.Id, first), (301, alice.Id, second),
                (302, alice.Id, null), (302, null, null), (303, alice.Id, first),
                (306, alice.Id, second), (305, alice.Id, second), (301, alice.Id, begun),
                (301, alice.Id, SessionOf(third)), (307, alice.Id, SessionOf(third)), (304, alice.Id, begun),
                (301, alice.Id, SessionOf(last)), (311, alice.Id, SessionOf(last)), (310, alice.Id, SessionOf(last)),
            }));
        foreach (var (_, values) in trail.Events)
        {
            Assert.That(
                (DateTimeOffset)values["Time"]!,
                Is.InRange(begin, TimeProvider.System.GetUtcNow()).And.Property("Offset").EqualTo(TimeSpan.Zero));
            Assert.That(IPAddress.IsLoopback((IPAddress)values["Address"]!), Is.True);
            Assert.That(
                values.Where(value => value.Key != "{OriginalFormat}").Select(value => $"{value.Value}"),
                Has.None.Contain("nobody").And.None.Contain("password"));
        }
    }

    [TestCase("127.0.0.1", "192.0.2.1")]
    [TestCase("127.0.0.9", "127.0.0.9", Description = "a header from an unknown proxy is ignored")]
    public async Task The_audit_has_the_client_address_behind_a_configured_proxy(string peer, string written)
    {
        using var trail = new AuditTrail();
        await using var server = await ChatTestServer.StartAsync(TestDatabases.Options(Database) with
        {
            Settings = new Dictionary<string, string?> { ["Proxies:Networks:0"] = "127.0.0.1" },
            Configure = builder => builder.Logging.AddProvider(trail).AddFilter<AuditTrail>(null, LogLevel.Information),
        });
        using var client = From.Address(peer, server, forwardedFor: "6.6.6.6, 192.0.2.1");

        await FailToLogInAsync(client, "nobody at all", "not a password");

        Assert.That(trail.Events.Single().Values["Address"], Is.EqualTo(IPAddress.Parse(written)));
    }

    private static async Task FailToLogInAsync(HttpClient client, string username, string password) =>
        await client.PostObjectAsync("api/v1/auth/login", new { username, password })
            .ProblemAsync(HttpStatusCode.Unauthorized, null);

    private static Task<HttpResponseMessage> ChangePasswordAsync(ChatUser user, string current) =>
        user.HttpClient.PostObjectAsync(
            "api/v1/auth/password", new { current_password = current, new_password = "another password" });

    private static Guid SessionOf(ChatUser user) =>
        Guid.Parse(Tokens.Claims(user.AccessToken)["sid"]!.GetValue<string>());
}
