namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class LogoutTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Logout_returns_204_and_ends_the_session()
    {
        var user = await Server.RegisterAsync();

        using var response = await user.HttpClient.PostAsync("api/v1/auth/logout", content: null);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.Empty);
        var refusal = await GetRefusalAsync(user.RefreshAsync());
        Assert.That(refusal.Status, Is.EqualTo(HttpStatusCode.Unauthorized), "the refresh token is refused at once");
        await user.AccessTokenDiesAsync();
    }

    [Test]
    public async Task Logout_closes_the_sockets_of_the_session_with_4001()
    {
        var user = await Server.RegisterAsync();
        await using var first = await user.ConnectAsync();
        await using var second = await user.ConnectAsync(allEvents: false);

        await user.LogOutAsync();

        Assert.That(await first.WaitForCloseAsync(), Is.EqualTo(4001));
        Assert.That(await second.WaitForCloseAsync(), Is.EqualTo(4001));
    }

    [Test]
    public async Task Logout_leaves_other_devices_connected()
    {
        var phone = await Server.RegisterAsync();
        var laptop = await phone.LogInAsync();
        await using var phoneSocket = await phone.ConnectAsync();
        await using var laptopSocket = await laptop.ConnectAsync();

        await phone.LogOutAsync();

        Assert.That(await phoneSocket.WaitForCloseAsync(), Is.EqualTo(4001));
        await laptopSocket.PingAsync();
        Assert.That((await laptop.GetMeAsync()).Id, Is.EqualTo(phone.Id));
        await laptop.RefreshAsync();
    }

    [Test]
    public async Task An_ended_session_opens_no_socket()
    {
        var user = await Server.RegisterAsync();
        await user.LogOutAsync();
        await user.AccessTokenDiesAsync();

        await using var socket = await user.ConnectAsync(allEvents: false);

        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
    }

    [Test]
    public async Task Logout_without_a_token_is_refused()
    {
        using var client = Server.CreateClient();
        await client.PostAsync("api/v1/auth/logout", content: null)
            .ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    private static async Task<ChatProblemException> GetRefusalAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (ChatProblemException problem)
        {
            return problem;
        }

        throw new AssertionException("The call succeeded.");
    }
}
