namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class UnreadTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task A_user_without_messages_has_nothing_unread()
    {
        var alice = await Server.RegisterAsync();

        var total = await alice.HttpClient.GetAsync("api/v1/messages/unread").JsonAsync(HttpStatusCode.OK);

        Assert.That(total.GetRawText(), Is.EqualTo("""{"messages":0,"conversations":0}"""));
    }

    [Test]
    public async Task Only_unread_messages_of_others_count()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var first = await bob.SendAsync(alice, "1");
        await bob.SendAsync(alice, "2");
        await bob.SendAsync(alice, "3");
        await carol.SendAsync(alice, "4");
        await alice.SendAsync(carol, "my own");
        await alice.SendAsync(alice, "a note");
        Assert.That(await alice.UnreadAsync(), Is.EqualTo(new UnreadTotal(4, 2)));

        await alice.MarkReadAsync(bob.Id, first.Id);

        Assert.That(await alice.UnreadAsync(), Is.EqualTo(new UnreadTotal(3, 2)));
        Assert.That(await carol.UnreadAsync(), Is.EqualTo(new UnreadTotal(1, 1)));
        Assert.That(await bob.UnreadAsync(), Is.EqualTo(new UnreadTotal(0, 0)));
    }

    [Test]
    public async Task A_deleted_message_is_not_unread()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var first = await bob.SendAsync(alice, "1");
        var second = await bob.SendAsync(alice, "2");

        await bob.DeleteAsync(first.Id);
        Assert.That(await alice.UnreadAsync(), Is.EqualTo(new UnreadTotal(1, 1)));
        await bob.DeleteAsync(second.Id);
        Assert.That(await alice.UnreadAsync(), Is.EqualTo(new UnreadTotal(0, 0)), "nor is its conversation");
    }

    [Test]
    public async Task Muted_and_archived_conversations_do_not_count()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        await bob.SendAsync(alice, "1");
        await carol.SendAsync(alice, "2");
        await carol.SendAsync(alice, "3");

        await alice.UpdateConversationAsync(bob.Id, muted: true);
        Assert.That(await alice.UnreadAsync(), Is.EqualTo(new UnreadTotal(2, 1)));
        await alice.UpdateConversationAsync(carol.Id, archived: true);
        Assert.That(await alice.UnreadAsync(), Is.EqualTo(new UnreadTotal(0, 0)));
        await alice.UpdateConversationAsync(bob.Id, muted: false);
        Assert.That(await alice.UnreadAsync(), Is.EqualTo(new UnreadTotal(1, 1)));
    }
}
