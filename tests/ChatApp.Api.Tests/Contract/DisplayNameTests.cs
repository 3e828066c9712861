using System.Text;

namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class DisplayNameTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task A_new_display_name_reaches_all_who_share_a_conversation_and_the_own_devices()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var stranger = await Server.RegisterAsync();
        await alice.SendAsync(bob, "1");
        await carol.SendAsync(alice, "2");
        await using var ofBob = await bob.ConnectAsync();
        await using var ofCarol = await carol.ConnectAsync();
        await using var own = await alice.ConnectAsync();
        await using var ofStranger = await stranger.ConnectAsync();
        await using var plain = await bob.ConnectAsync(allEvents: false);

        var account = await alice.ChangeDisplayNameAsync("Alice Ä. 👩‍👩‍👧");

        Assert.That((account.DisplayName, account.Username), Is.EqualTo(("Alice Ä. 👩‍👩‍👧", alice.Username)));
        foreach (var socket in new[] { ofBob, ofCarol, own })
        {
            var update = (await socket.NextAsync()).ToUserUpdate();
            Assert.That(
                (update.UserId, update.Username, update.DisplayName),
                Is.EqualTo((alice.Id, alice.Username, "Alice Ä. 👩‍👩‍👧")));
            Assert.That(update.Cursor, Is.Not.Empty);
        }

        await bob.SendAsync(bob, "fence");
        Assert.That((await plain.MessageAsync()).Content, Is.EqualTo("fence"), "without events=all no such event");
        await ofStranger.PingAsync();
        Assert.That((await alice.GetMeAsync()).DisplayName, Is.EqualTo("Alice Ä. 👩‍👩‍👧"));
        Assert.That((await stranger.GetUserAsync(alice.Id)).DisplayName, Is.EqualTo("Alice Ä. 👩‍👩‍👧"));
        Assert.That((await bob.ConversationsAsync()).Items[^1].DisplayName, Is.EqualTo("Alice Ä. 👩‍👩‍👧"));
    }

    [Test]
    public async Task A_name_that_stays_the_same_is_not_announced()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "1");
        await using var own = await alice.ConnectAsync();
        await using var socket = await bob.ConnectAsync();

        var unchanged = new[]
        {
            (await PatchAsync(alice, "{}").JsonAsync(HttpStatusCode.OK)).Text("display_name"),
            (await PatchAsync(alice, """{"display_name":null}""").JsonAsync(HttpStatusCode.OK)).Text("display_name"),
            (await alice.ChangeDisplayNameAsync(alice.Username)).DisplayName,
        };
        await alice.ChangeDisplayNameAsync("Alice");
        var again = await alice.ChangeDisplayNameAsync("Alice");

        Assert.That(unchanged, Is.All.EqualTo(alice.Username));
        Assert.That(again.DisplayName, Is.EqualTo("Alice"));
        Assert.That((await socket.NextAsync()).ToUserUpdate().DisplayName, Is.EqualTo("Alice"));
        Assert.That((await own.NextAsync()).ToUserUpdate().DisplayName, Is.EqualTo("Alice"));
        await alice.ChangeDisplayNameAsync("alice");
        Assert.That((await socket.NextAsync()).ToUserUpdate().DisplayName, Is.EqualTo("alice"), "case counts");
    }

    [Test]
    public async Task A_replay_shows_the_name_of_now()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "1");
        var since = (await bob.SyncAsync()).Cursor;
        await using (var socket = await bob.ConnectAsync())
        {
            await alice.ChangeDisplayNameAsync("First");
            await socket.NextAsync("user_updated");
            await alice.ChangeDisplayNameAsync("Second");
            await socket.NextAsync("user_updated");
        }

        var replayed = await bob.SyncAllAsync(since);

        Assert.That(
            replayed.Select(frame => frame.ToUserUpdate().DisplayName), Is.EqualTo(new[] { "Second", "Second" }));
    }

    [Test]
    public async Task The_announcement_to_the_own_devices_leaves_no_conversation_behind()
    {
        var alice = await Server.RegisterAsync();
        await using var own = await alice.ConnectAsync();
        await alice.ChangeDisplayNameAsync("Alice");
        await own.NextAsync("user_updated");

        Assert.That((await alice.ConversationsAsync()).Items, Is.Empty);
        Assert.That((await alice.HistoryAsync(alice.Id)).Items, Is.Empty);
        Assert.That(await alice.UnreadAsync(), Is.EqualTo(new UnreadTotal(0, 0)));
        await alice.MarkReadAsync(alice.Id, Guid.CreateVersion7())
            .RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        await alice.ConversationsAsync(before: alice.Id).RefusedAsync(HttpStatusCode.NotFound, "user_not_found");
        Assert.That((await alice.SendAsync(alice, "the first note")).Seq, Is.EqualTo(1));
    }

    [TestCase("\"\"")]
    [TestCase("\" \\t\\u2003\"")]
    [TestCase("\"a\\u0000b\"")]
    [TestCase("\"a\\u0007b\"")]
    [TestCase("\"a\\nb\"")]
    [TestCase("\"a\\u0085b\"")]
    [TestCase("\"\\ud800\"")]
    [TestCase("7")]
    public async Task An_invalid_name_is_refused(string json)
    {
        var alice = await Server.RegisterAsync();

        await PatchAsync(alice, $$"""{"display_name":{{json}}}""").InvalidFieldAsync("display_name");

        Assert.That((await alice.GetMeAsync()).DisplayName, Is.EqualTo(alice.Username));
    }

    [TestCase(64, true)]
    [TestCase(65, false)]
    public async Task A_name_has_at_most_64_units(int length, bool isValid)
    {
        var alice = await Server.RegisterAsync();
        var call = alice.ChangeDisplayNameAsync(new string('é', length));

        if (isValid)
        {
            Assert.That((await call).DisplayName, Has.Length.EqualTo(length));
        }
        else
        {
            await call.RefusedAsync(HttpStatusCode.BadRequest, "validation_failed");
        }
    }

    private static async Task<HttpResponseMessage> PatchAsync(ChatUser user, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await user.HttpClient.PatchAsync("api/v1/users/me", body);
    }
}
