namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class MarkReadTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Mark_read_returns_204_and_both_users_see_it()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "1");
        var second = await alice.SendAsync(bob, "2");
        await alice.SendAsync(bob, "3");

        using var response = await bob.HttpClient.PostObjectAsync(Path(alice.Id), new { message_id = second.Id });

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        var mine = (await bob.ConversationsAsync()).Items.Single();
        var theirs = (await alice.ConversationsAsync()).Items.Single();
        Assert.That((mine.UnreadCount, mine.LastReadSeq, mine.PeerLastReadSeq), Is.EqualTo((1L, 2L, 0L)));
        Assert.That((theirs.UnreadCount, theirs.LastReadSeq, theirs.PeerLastReadSeq), Is.EqualTo((0L, 0L, 2L)));
    }

    [Test]
    public async Task Only_messages_of_the_peer_after_the_read_mark_are_unread()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var first = await alice.SendAsync(bob, "1");
        await bob.MarkReadAsync(alice.Id, first.Id);
        await bob.SendAsync(alice, "my own");
        await alice.SendAsync(bob, "3");
        await alice.SendAsync(bob, "4");

        Assert.That((await bob.ConversationsAsync()).Items.Single().UnreadCount, Is.EqualTo(2));
    }

    [Test]
    public async Task The_read_mark_never_moves_backwards()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await alice.SyncAsync()).Cursor;
        var first = await alice.SendAsync(bob, "1");
        var second = await alice.SendAsync(bob, "2");

        await bob.MarkReadAsync(alice.Id, second.Id);
        await bob.MarkReadAsync(alice.Id, first.Id);
        await bob.MarkReadAsync(alice.Id, second.Id);

        Assert.That((await bob.ConversationsAsync()).Items.Single().LastReadSeq, Is.EqualTo(2));
        var receipts = (await alice.SyncAllAsync(since))
            .Where(frame => frame.Type == "read")
            .Select(frame => frame.ToReadReceipt().Seq);
        Assert.That(receipts, Is.EqualTo(new[] { 2L }), "an unchanged read mark is not an event");
    }

    [Test]
    public async Task Parallel_read_marks_end_at_the_highest()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var messages = new List<ChatMessage>();
        for (var i = 0; i < 10; i++)
        {
            messages.Add(await alice.SendAsync(bob, $"{i}"));
        }

        await Task.WhenAll(
            messages.AsEnumerable().Reverse().Select(message => bob.MarkReadAsync(alice.Id, message.Id)));

        var row = (await bob.ConversationsAsync()).Items.Single();
        Assert.That((row.LastReadSeq, row.UnreadCount), Is.EqualTo((10L, 0L)));
    }

    [Test]
    public async Task A_message_of_other_users_is_not_found()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var message = await alice.SendAsync(bob, "between us");
        var carol = await Server.RegisterAsync();

        await carol.MarkReadAsync(alice.Id, message.Id).RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        await carol.MarkReadAsync(bob.Id, message.Id).RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        Assert.That((await alice.ConversationsAsync()).Items.Single().PeerLastReadSeq, Is.Zero);
    }

    [Test]
    public async Task A_message_of_another_conversation_of_the_caller_is_not_found()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        await carol.SendAsync(bob, "here");
        var elsewhere = await alice.SendAsync(bob, "elsewhere");

        await bob.MarkReadAsync(carol.Id, elsewhere.Id).RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        await bob.MarkReadAsync(carol.Id, Guid.CreateVersion7())
            .RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
    }

    [Test]
    public async Task An_unknown_user_is_not_found()
    {
        var alice = await Server.RegisterAsync();
        using var response = await alice.HttpClient.PostObjectAsync(
            Path(Guid.CreateVersion7()), new { message_id = Guid.CreateVersion7() });
        var problem = await response.ProblemAsync(HttpStatusCode.NotFound);
        Assert.That(problem.Text("code"), Is.AnyOf("user_not_found", "message_not_found"));
    }

    [TestCase("{}")]
    [TestCase("""{"message_id":null}""")]
    [TestCase("""{"message_id":5}""")]
    [TestCase("""{"message_id":"nothing"}""")]
    public async Task A_missing_or_wrong_message_id_is_refused_and_named(string body)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.HttpClient.PostTextAsync(Path(bob.Id), body).InvalidFieldAsync("message_id");
    }

    private static string Path(Guid peer) => $"api/v1/messages/dm/{peer}/read";
}
