using ChatApp.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class CloseAccountTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Closing_ends_all_sessions()
    {
        var alice = await Server.RegisterAsync();
        var other = await alice.LogInAsync();
        await using var here = await alice.ConnectAsync();
        await using var there = await other.ConnectAsync();

        await alice.CloseAccountAsync();

        Assert.That(await here.WaitForCloseAsync(), Is.EqualTo(4001));
        Assert.That(await there.WaitForCloseAsync(), Is.EqualTo(4001));
        await alice.AccessTokenDiesAsync();
        await other.AccessTokenDiesAsync();
        await other.RefreshAsync().RefusedAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        foreach (var login in new[] { alice.Username, alice.Email, NameOf(alice) })
        {
            await Server.LogInAsync(login, alice.Password)
                .RefusedAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        }
    }

    [Test]
    public async Task Others_see_a_deleted_user()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.ChangeDisplayNameAsync("Alice A.");
        var since = (await bob.SyncAsync()).Cursor;
        var sent = await alice.SendAsync(bob, "Hello!");
        await bob.SendAsync(alice, "Hi!");
        await bob.HistoryAsync(alice.Id);
        await bob.BlockAsync(alice.Id);

        await alice.CloseAccountAsync();

        var name = NameOf(alice);
        var deleted = new UserProfile(alice.Id, name, "");
        Assert.That(await bob.GetUserAsync(alice.Id), Is.EqualTo(deleted with { Online = false }));
        Assert.That((await bob.BlocksAsync()).Items.Single(), Is.EqualTo(deleted));
        var row = (await bob.ConversationsAsync()).Items.Single();
        Assert.That((row.Username, row.DisplayName), Is.EqualTo((name, "")));
        Assert.That(
            (await bob.HistoryAsync(alice.Id)).Items.Select(message => message.SenderUsername),
            Is.EqualTo(new[] { bob.Username, name }));
        Assert.That(await bob.MessageAsync(sent.Id), Is.EqualTo(sent with { SenderUsername = name }));
        Assert.That(
            (await bob.SyncAsync(since)).Events.First(happened => happened.Type == "message").ToMessage(),
            Is.EqualTo(sent with { SenderUsername = name }));
        Assert.That((await bob.SearchAsync(alice.Username)).Items, Is.Empty);
        Assert.That((await bob.SearchAsync(name)).Items, Is.Empty);
        Assert.That((await bob.SearchAsync("deleted-", limit: 200)).Items, Is.Empty);
    }

    [Test]
    public async Task A_device_that_comes_back_gets_the_deleted_name_even_if_another_device_is_connected()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        await using var other = await bob.ConnectAsync();
        await alice.SendAsync(bob, "Hello!");
        await alice.CloseAccountAsync();
        await other.NextAsync("user_updated");

        await using var back = await bob.ConnectAsync(since);

        Assert.That((await back.NextAsync("message")).ToMessage().SenderUsername, Is.EqualTo(NameOf(alice)));
    }

    [Test]
    public async Task All_who_share_a_conversation_are_told_once()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        await alice.SendAsync(bob, "1");
        await carol.SendAsync(alice, "2");
        await alice.SendAsync(alice, "a note");
        await using var ofBob = await bob.ConnectAsync();
        await using var ofCarol = await carol.ConnectAsync();

        await alice.CloseAccountAsync();

        foreach (var socket in new[] { ofBob, ofCarol })
        {
            var update = (await socket.NextAsync()).ToUserUpdate();
            Assert.That(
                (update.UserId, update.Username, update.DisplayName), Is.EqualTo((alice.Id, NameOf(alice), "")));
        }

        await bob.SendAsync(bob, "fence");
        Assert.That((await ofBob.NextAsync()).Type, Is.EqualTo("message"));
    }

    [Test]
    public async Task Nobody_can_write_to_a_closed_account()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var stranger = await Server.RegisterAsync();
        var id = Guid.CreateVersion7();
        var earlier = await bob.SendAsync(alice, "earlier", id);
        await stranger.BlockAsync(alice.Id);
        await using var socket = await bob.ConnectAsync();
        await alice.CloseAccountAsync();
        await socket.NextAsync("user_updated");

        await bob.SendAsync(alice, "later").RefusedAsync(HttpStatusCode.NotFound, "recipient_not_found");
        await bob.SendAsync(alice, "an answer", replyToId: earlier.Id)
            .RefusedAsync(HttpStatusCode.NotFound, "recipient_not_found");
        await stranger.SendAsync(alice, "blocked").RefusedAsync(HttpStatusCode.NotFound, "recipient_not_found");
        await (await Server.RegisterAsync()).SendAsync(alice, "the first")
            .RefusedAsync(HttpStatusCode.NotFound, "recipient_not_found");
        await socket.SendMessageAsync(alice.Id, "over the socket");
        Assert.That((await socket.NextAsync()).Code, Is.EqualTo("recipient_not_found"));
        Assert.That((await bob.SendAsync(alice, "earlier", id)).Id, Is.EqualTo(earlier.Id), "a repeat");
        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Closing_needs_the_password()
    {
        var alice = await Server.RegisterAsync();

        await CloseAsync(alice, new { password = "not the password" })
            .ProblemAsync(HttpStatusCode.Forbidden, "wrong_password");
        await CloseAsync(alice, new { }).InvalidFieldAsync("password");
        await CloseAsync(alice, new { password = "a\u0000b" }).InvalidFieldAsync("password");

        Assert.That((await alice.GetMeAsync()).Username, Is.EqualTo(alice.Username));
    }

    [Test]
    public async Task Wrong_passwords_are_throttled_together_with_those_of_a_change()
    {
        await using var server = await StartServerWithClockAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:FailuresBurst", "2"));
        var alice = await server.RegisterAsync();
        await CloseAsync(alice, new { password = "not the password" })
            .ProblemAsync(HttpStatusCode.Forbidden, "wrong_password");
        await alice.HttpClient.PostObjectAsync(
            "api/v1/auth/password", new { current_password = "wrong again", new_password = "a better horse" })
            .ProblemAsync(HttpStatusCode.Forbidden, "wrong_password");

        await CloseAsync(alice, new { password = alice.Password })
            .ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Test]
    public async Task The_username_is_not_free_again_and_the_address_is()
    {
        var alice = await Server.RegisterAsync(UniqueName.Next("Alice_"));
        await alice.CloseAccountAsync();

        foreach (var name in new[] { alice.Username, alice.Username.ToUpperInvariant(), NameOf(alice) })
        {
            await Server.RegisterAsync(name).RefusedAsync(HttpStatusCode.Conflict, "username_taken");
        }

        var again = await Server.RegisterAsync(email: alice.Email);
        Assert.That(again.Id, Is.Not.EqualTo(alice.Id));
    }

    [Test]
    public async Task A_name_cannot_be_registered_while_its_account_is_closed()
    {
        for (var round = 0; round < 20; round++)
        {
            var alice = await Server.RegisterAsync();
            var isClosed = false;
            var registering = Task.Run(async () =>
            {
                while (!Volatile.Read(ref isClosed))
                {
                    await Server.RegisterAsync(alice.Username)
                        .RefusedAsync(HttpStatusCode.Conflict, "username_taken");
                }
            });

            await alice.CloseAccountAsync();
            Volatile.Write(ref isClosed, true);
            await registering;
        }
    }

    [Test]
    public async Task The_database_keeps_neither_names_nor_devices()
    {
        await using var server = await StartServerAsync();
        var alice = await server.RegisterAsync();
        await (await alice.LogInAsync()).LogOutAsync();
        await alice.RefreshAsync();

        await alice.CloseAccountAsync();

        var contexts = server.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>();
        await using var context = await contexts.CreateDbContextAsync();
        var user = await context.Users.SingleAsync(row => row.Id == alice.Id);
        var sessions = await context.Sessions.Where(session => session.UserId == alice.Id).ToListAsync();
        Assert.That(
            (user.Username, user.UsernameKey, user.DisplayName, user.Email, user.EmailKey, user.PasswordHash),
            Is.EqualTo((NameOf(alice), NameOf(alice), "", "", NameOf(alice), "")));
        Assert.That((user.IsActive, user.ErasesMessages), Is.EqualTo((false, false)));
        Assert.That(sessions, Has.Count.EqualTo(2));
        Assert.That(
            sessions.Select(session => (session.UserAgent, session.Address, session.RefreshRequestId)),
            Is.All.EqualTo(("", (string?)null, (Guid?)null)));
        Assert.That(sessions.Select(session => session.EndedAt), Is.All.Not.Null);
    }

    [Test]
    public async Task Messages_stay_unless_their_deletion_is_asked_for()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "stays");

        using var answer = await CloseAsync(alice, new { password = alice.Password, erase_messages = false });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await bob.HistoryAsync(alice.Id)).Items.Single().Content, Is.EqualTo(sent.Content));
    }

    [Test]
    public async Task All_messages_of_the_user_are_deleted_if_asked_for()
    {
        // More than two pages in one conversation.
        const int Many = 250;
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => alice.SendAsync(bob, $"{i}", data: "{}")));
        var answer = await bob.SendAsync(alice, "stays");
        await alice.SendAsync(carol, "to another");
        await carol.BlockAsync(alice.Id);
        await using var socket = await bob.ConnectAsync();

        await alice.CloseAccountAsync(eraseMessages: true);

        var deleted = new List<ChatMessage>();
        while (deleted.Count < Many)
        {
            var next = await socket.NextAsync();
            if (next.Type != "user_updated")
            {
                deleted.Add(next.ToDeletedMessage());
            }
        }

        Assert.That(
            deleted.Select(message => (message.Content, message.Data, message.SenderUsername)),
            Is.All.EqualTo(("", (string?)null, NameOf(alice))));
        Assert.That(deleted.Select(message => message.Seq).Order(), Is.EqualTo(Enumerable.Range(1, Many)));
        Assert.That((await bob.MessageAsync(answer.Id)).Content, Is.EqualTo("stays"));
        Assert.That(await bob.UnreadAsync(), Is.EqualTo(new UnreadTotal(0, 0)));
        await UntilErasedAsync(carol, alice);
    }

    [Test]
    public async Task The_deletion_goes_on_after_a_restart()
    {
        const int Many = 300;
        await using var server = await StartServerAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => alice.SendAsync(bob, $"{i}")));

        await alice.CloseAccountAsync(eraseMessages: true);
        await server.RestartAsync();

        await UntilErasedAsync(bob, alice);
    }

    private static string NameOf(ChatUser user) => $"deleted-{user.Id:N}".Remove("deleted-".Length, 12);

    private static async Task UntilErasedAsync(ChatUser reader, ChatUser closed)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await IsErasedAsync())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }

        async Task<bool> IsErasedAsync()
        {
            var page = await reader.HistoryAsync(closed.Id, limit: 200);
            while (page.Items.All(message => message.Content.Length == 0))
            {
                if (page.Next is null)
                {
                    return true;
                }

                page = await reader.NextPageAsync(page);
            }

            return false;
        }
    }

    private static async Task<HttpResponseMessage> CloseAsync(ChatUser user, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "api/v1/users/me");
        request.Content = ChatJson.Content(body);
        return await user.HttpClient.SendAsync(request);
    }
}
