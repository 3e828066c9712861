namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class TicketTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task A_ticket_is_issued_for_30_seconds()
    {
        var alice = await Server.RegisterAsync();

        var answer = await alice.HttpClient.PostAsync("api/v1/auth/ticket", content: null)
            .JsonAsync(HttpStatusCode.Created);

        Assert.That(answer.Names(), Is.EquivalentTo(new[] { "ticket", "expires_in" }));
        Assert.That(answer.GetProperty("expires_in").GetInt32(), Is.EqualTo(30));
        Assert.That(answer.Text("ticket"), Does.Match("^[A-Za-z0-9_-]{40,200}$"), "the ticket needs no escaping");
    }

    [Test]
    public async Task A_ticket_opens_only_one_socket()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var ticket = await GetTicketAsync(alice);

        await using var socket = await ConnectAsync(ticket);
        Assert.That(socket.Ready?.Text("user_id"), Is.EqualTo(alice.Id.ToString()));
        Assert.That(
            socket.Ready?.Text("session_id"), Is.EqualTo(Tokens.Claims(alice.AccessToken)["sid"]!.GetValue<string>()));
        var sent = await bob.SendAsync(alice, "Hello!");
        Assert.That((await socket.NextMessagesAsync(1)).Single().Id, Is.EqualTo(sent.Id));

        await AssertClosedAsync(ticket);
        await socket.PingAsync();
    }

    [Test]
    public async Task Only_one_of_many_parallel_sockets_with_a_ticket_opens()
    {
        var ticket = await GetTicketAsync(await Server.RegisterAsync());

        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await using var socket = await ConnectAsync(ticket);
                return true;
            }
            catch (ChatSocketClosedException closed)
            {
                Assert.That(closed.CloseCode, Is.EqualTo(4001));
                return false;
            }
        }));

        Assert.That(opened.Count(isOpen => isOpen), Is.EqualTo(1));
    }

    [Test]
    public async Task A_used_ticket_is_refused_on_all_nodes()
    {
        await using var server = await StartServerAsync();
        await using var node = await server.StartNodeAsync();
        var ticket = await GetTicketAsync(await server.RegisterAsync());

        await using var there = await ConnectAsync(ticket, node);
        await there.PingAsync();

        await AssertClosedAsync(ticket, server);
    }

    [Test]
    public async Task A_used_ticket_is_refused_after_a_restart()
    {
        await using var server = await StartServerAsync();
        var ticket = await GetTicketAsync(await server.RegisterAsync());
        await using (var socket = await ConnectAsync(ticket, server))
        {
            await socket.PingAsync();
        }

        await server.RestartAsync();

        await AssertClosedAsync(ticket, server);
    }

    [Test]
    public async Task An_expired_ticket_opens_no_socket()
    {
        await using var server = await StartServerWithClockAsync();
        var alice = await server.RegisterAsync();
        var (first, second) = (await GetTicketAsync(alice), await GetTicketAsync(alice));

        ClockOf(server).Advance(TimeSpan.FromSeconds(29));
        await using var socket = await ConnectAsync(first, server);
        ClockOf(server).Advance(TimeSpan.FromSeconds(2));

        await AssertClosedAsync(second, server);
        await socket.PingAsync();
    }

    [Test]
    public async Task A_socket_of_a_ticket_is_closed_when_the_access_token_expires()
    {
        await using var server = await StartServerWithClockAsync();
        var alice = await server.RegisterAsync();
        ClockOf(server).Advance(TimeSpan.FromMinutes(14));
        await using var socket = await ConnectAsync(await GetTicketAsync(alice), server);
        await socket.PingAsync();

        ClockOf(server).Advance(TimeSpan.FromSeconds(61));

        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
    }

    [Test]
    public async Task A_ticket_of_an_ended_session_opens_no_socket()
    {
        var alice = await Server.RegisterAsync();
        var ticket = await GetTicketAsync(alice);

        await alice.LogOutAsync();

        await AssertClosedAsync(ticket);
    }

    [Test]
    public async Task The_end_of_the_session_closes_the_socket_of_its_ticket()
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await ConnectAsync(await GetTicketAsync(alice));

        await alice.LogOutAsync();

        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
    }

    [TestCase("")]
    [TestCase("garbage")]
    [TestCase(
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_invalid_ticket_opens_no_socket(string ticket) => await AssertClosedAsync(ticket);

    [Test]
    public async Task Tokens_and_tickets_are_not_interchangeable()
    {
        var alice = await Server.RegisterAsync();
        var ticket = await GetTicketAsync(alice);

        await AssertClosedAsync(alice.AccessToken);
        await AssertClosedAsync(alice.RefreshToken);
        using var client = Server.CreateClient();
        await client.PostObjectAsync("api/v1/auth/refresh", new { refresh_token = ticket })
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        client.DefaultRequestHeaders.Authorization = new("Bearer", ticket);
        await client.GetAsync("api/v1/users/me").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await client.GetAsync($"api/v1/users/me?ticket={ticket}")
            .ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Test]
    public async Task A_ticket_is_accepted_where_tokens_in_URLs_are_forbidden()
    {
        await using var server = await StartServerAsync(("Auth:AllowTokenInUrl", "false"));
        var alice = await server.RegisterAsync();

        await using var socket = await ConnectAsync(await GetTicketAsync(alice), server);
        await using var refused = await alice.ConnectAsync(allEvents: false);

        await socket.PingAsync();
        Assert.That(await refused.WaitForCloseAsync(), Is.EqualTo(4001));
    }

    private static async Task<string> GetTicketAsync(ChatUser user) =>
        (await user.HttpClient.PostAsync("api/v1/auth/ticket", content: null).JsonAsync(HttpStatusCode.Created))
            .Text("ticket");

    private Task<ChatSocket> ConnectAsync(string ticket, ChatTestServer? server = null, bool allEvents = true) =>
        ChatSocket.ConnectAsync(server ?? Server, new ChatSocketOptions { Ticket = ticket, AllEvents = allEvents });

    private async Task AssertClosedAsync(string ticket, ChatTestServer? server = null)
    {
        await using var socket = await ConnectAsync(ticket, server, allEvents: false);
        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
        Assert.That(socket.Received, Is.Empty);
    }
}
