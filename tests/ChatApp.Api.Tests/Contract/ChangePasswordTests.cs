namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class ChangePasswordTests(Database database) : ContractTests(database)
{
    private const string NewPassword = "Ünïcode 🐎 battery";

    [Test]
    public async Task Only_the_new_password_opens_sessions()
    {
        var user = await Server.RegisterAsync();

        var answer = await ChangeAsync(user, user.Password, NewPassword).JsonAsync(HttpStatusCode.OK);

        using (Assert.EnterMultipleScope())
        {
            var names = new[] { "access_token", "token_type", "expires_in", "refresh_token" };
            Assert.That(answer.Names(), Is.EquivalentTo(names), "as login");
            Assert.That(answer.Text("token_type"), Is.EqualTo("bearer"));
            Assert.That(answer.GetProperty("expires_in").GetInt32(), Is.EqualTo(15 * 60));
        }

        await Server.LogInAsync(user.Username, user.Password)
            .RefusedAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        Assert.That((await Server.LogInAsync(user.Username, NewPassword)).Id, Is.EqualTo(user.Id));
    }

    [Test]
    public async Task A_password_change_ends_every_session_and_starts_a_new_one()
    {
        var phone = await Server.RegisterAsync();
        var (before, laptop) = (phone.On(Server), await phone.LogInAsync());
        await using var phoneSocket = await phone.ConnectAsync();
        await using var laptopSocket = await laptop.ConnectAsync();

        await phone.ChangePasswordAsync(NewPassword);

        Assert.That(await phoneSocket.WaitForCloseAsync(), Is.EqualTo(4001));
        Assert.That(await laptopSocket.WaitForCloseAsync(), Is.EqualTo(4001));
        foreach (var ended in new[] { before, laptop })
        {
            await ended.AccessTokenDiesAsync();
            await ended.RefreshAsync().RefusedAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        }

        Assert.That((await phone.GetMeAsync()).Id, Is.EqualTo(phone.Id));
        await using var socket = await phone.ConnectAsync();
        await phone.RefreshAsync();
        await socket.PingAsync();
        var sessions = await phone.HttpClient.GetAsync("api/v1/auth/sessions").JsonAsync(HttpStatusCode.OK);
        Assert.That(sessions.EnumerateArray().Single().GetProperty("current").GetBoolean(), Is.True);
    }

    [Test]
    public async Task A_password_change_also_ends_sessions_on_another_node()
    {
        await using var first = await StartServerAsync();
        await using var second = await first.StartNodeAsync();
        var alice = await first.RegisterAsync();
        var elsewhere = alice.On(second);
        await using var socket = await elsewhere.ConnectAsync();

        await alice.ChangePasswordAsync(NewPassword);

        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
        await elsewhere.AccessTokenDiesAsync();
        Assert.That((await alice.On(second).GetMeAsync()).Id, Is.EqualTo(alice.Id));
    }

    [Test]
    public async Task A_wrong_current_password_changes_nothing()
    {
        var phone = await Server.RegisterAsync();
        var laptop = await phone.LogInAsync();

        await ChangeAsync(phone, phone.Password + "!", NewPassword)
            .ProblemAsync(HttpStatusCode.Forbidden, "wrong_password");

        Assert.That((await laptop.GetMeAsync()).Id, Is.EqualTo(phone.Id));
        Assert.That((await phone.LogInAsync()).Id, Is.EqualTo(phone.Id));
    }

    [TestCase("seven 7")]
    [TestCase("password123")]
    [TestCase("PASSWORD123")]
    [TestCase("null \0 character")]
    public async Task An_invalid_new_password_is_refused_and_the_field_is_named(string password)
    {
        var user = await Server.RegisterAsync();

        await ChangeAsync(user, user.Password, password).InvalidFieldAsync("new_password");
    }

    [Test]
    public async Task New_passwords_that_differ_only_in_the_100th_character_are_different()
    {
        var start = string.Concat(Enumerable.Repeat("é", 99));
        var user = await Server.RegisterAsync(password: start + "a");

        await ChangeAsync(user, start + "b", NewPassword).ProblemAsync(HttpStatusCode.Forbidden, "wrong_password");

        await ChangeAsync(user, start + "a", start + "b").JsonAsync(HttpStatusCode.OK);
    }

    [TestCase("current_password")]
    [TestCase("new_password")]
    public async Task A_missing_member_is_refused_and_named(string missing)
    {
        var user = await Server.RegisterAsync();
        var body =
            new Dictionary<string, string> { ["current_password"] = user.Password, ["new_password"] = NewPassword };
        body.Remove(missing);

        await user.HttpClient.PostObjectAsync("api/v1/auth/password", body).InvalidFieldAsync(missing);
    }

    [Test]
    public async Task A_password_change_needs_a_token()
    {
        using var client = Server.CreateClient();
        var body = new { current_password = "correct horse", new_password = NewPassword };

        await client.PostObjectAsync("api/v1/auth/password", body)
            .ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    private static Task<HttpResponseMessage> ChangeAsync(ChatUser user, string current, string changed) =>
        user.HttpClient.PostObjectAsync(
            "api/v1/auth/password", new { current_password = current, new_password = changed });
}
