namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class ChangePasswordTests(Database database) : ContractTests(database)
{
    private const string NewPassword = "Ünïcode 🐎 battery";

    [Test]
    public async Task The_new_password_opens_sessions_and_the_old_one_no_longer()
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
    public async Task Every_session_ends_the_callers_too_and_a_new_one_begins()
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
    public async Task On_another_node_the_sockets_are_closed_and_the_tokens_refused_as_well()
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
    public async Task With_a_wrong_current_password_nothing_changes()
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
    public async Task A_new_password_that_breaks_the_rules_is_refused_by_its_name(string password)
    {
        var user = await Server.RegisterAsync();

        await ChangeAsync(user, user.Password, password).InvalidFieldAsync("new_password");
    }

    [Test]
    public async Task Passwords_that_differ_in_the_100th_character_only_are_different()
    {
        var start = string.Concat(Enumerable.Repeat("é", 99));
        var user = await Server.RegisterAsync(password: start + "a");

        await ChangeAsync(user, start + "b", NewPassword).ProblemAsync(HttpStatusCode.Forbidden, "wrong_password");

        await ChangeAsync(user, start + "a", start + "b").JsonAsync(HttpStatusCode.OK);
    }

    [TestCase("current_password")]
    [TestCase("new_password")]
    public async Task A_missing_member_is_refused_by_its_name(string missing)
    {
        var user = await Server.RegisterAsync();
        var body =
            new Dictionary<string, string> { ["current_password"] = user.Password, ["new_password"] = NewPassword };
        body.Remove(missing);

        await user.HttpClient.PostObjectAsync("api/v1/auth/password", body).InvalidFieldAsync(missing);
    }

    [Test]
    public async Task It_takes_a_token()
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
