using System.Text.RegularExpressions;

namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed partial class LoginTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Login_returns_a_bearer_token_pair()
    {
        var user = await Server.RegisterAsync();

        var pair = await LogInAsync(user.Username, user.Password).JsonAsync(HttpStatusCode.OK);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Text("token_type"), Is.EqualTo("bearer"));
            Assert.That(pair.GetProperty("expires_in").GetInt32(), Is.EqualTo(15 * 60));
            Assert.That(pair.Text("access_token").Split('.'), Has.Length.EqualTo(3));
            Assert.That(
                pair.Text("refresh_token"),
                Has.Length.GreaterThanOrEqualTo(22),
                "at least 128 random bits");
            Assert.That(pair.Text("refresh_token"), Is.Not.EqualTo(user.RefreshToken));
        }
    }

    [Test]
    public async Task Username_and_email_address_both_work_for_login_in_any_case()
    {
        var user = await Server.RegisterAsync(UniqueName.Next("MiXed_"));

        foreach (var login in (string[])
            [user.Username, user.Username.ToUpperInvariant(), user.Email, user.Email.ToUpperInvariant()])
        {
            Assert.That((await Server.LogInAsync(login, user.Password)).Id, Is.EqualTo(user.Id), login);
        }
    }

    [Test]
    public async Task A_wrong_password_and_an_unknown_user_get_the_same_answer()
    {
        var user = await Server.RegisterAsync();

        var answers = new[]
        {
            await LogInAsync(user.Username, "the wrong password")
                .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials"),
            await LogInAsync(user.Email, "the wrong password")
                .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials"),
            await LogInAsync(UniqueName.Next(), user.Password)
                .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials"),
            await LogInAsync("nobody@users.example", user.Password)
                .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials"),
        };

        var bodies = answers.Select(answer => TraceId().Replace(answer.GetRawText(), "")).Distinct();
        Assert.That(bodies.ToArray(), Has.Length.EqualTo(1));
    }

    [TestCase("username")]
    [TestCase("password")]
    public async Task A_missing_member_is_refused_and_named(string missing)
    {
        var body = new Dictionary<string, string> { ["username"] = "somebody", ["password"] = "a good password" };
        body.Remove(missing);

        using var client = Server.CreateClient();
        await client.PostObjectAsync("api/v1/auth/login", body).InvalidFieldAsync(missing);
    }

    [TestCase("username")]
    [TestCase("password")]
    public async Task A_null_character_is_refused(string field)
    {
        var body = new Dictionary<string, string> { ["username"] = "somebody", ["password"] = "a good password" };
        body[field] += "\0";

        using var client = Server.CreateClient();
        await client.PostObjectAsync("api/v1/auth/login", body)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Test]
    public async Task Two_logins_are_two_sessions()
    {
        var phone = await Server.RegisterAsync();
        var laptop = await phone.LogInAsync();

        await phone.LogOutAsync();

        await phone.AccessTokenDiesAsync();
        Assert.That((await laptop.GetMeAsync()).Id, Is.EqualTo(phone.Id));
    }

    private async Task<HttpResponseMessage> LogInAsync(string username, string password)
    {
        using var client = Server.CreateClient();
        return await client.PostObjectAsync("api/v1/auth/login", new { username, password });
    }

    [GeneratedRegex("\"trace_id\":\"[^\"]*\"")]
    private static partial Regex TraceId();
}
