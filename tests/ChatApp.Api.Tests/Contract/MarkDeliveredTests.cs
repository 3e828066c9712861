namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class MarkDeliveredTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task A_delivered_mark_reaches_all_sockets_with_all_events_and_the_list()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "1");
        var second = await alice.SendAsync(bob, "2");
        await alice.SendAsync(bob, "3");
        await using var receiver = await bob.ConnectAsync();
        await using var author = await alice.ConnectAsync();
        await using var plain = await alice.ConnectAsync(allEvents: false);

        await receiver.MarkDeliveredAsync(alice.Id, second.Id);

        foreach (var socket in new[] { receiver, author })
        {
            var receipt = (await socket.NextAsync()).ToDeliveryReceipt();
            Assert.That(
                (receipt.UserId, receipt.PeerId, receipt.MessageId, receipt.Seq),
                Is.EqualTo((bob.Id, alice.Id, second.Id, 2L)));
            Assert.That(receipt.Cursor, Is.Not.Empty);
        }

        await bob.SendAsync(alice, "fence");
        Assert.That((await plain.MessageAsync()).Content, Is.EqualTo("fence"), "without events=all no such event");
        var theirs = (await alice.ConversationsAsync()).Items.Single();
        var mine = (await bob.ConversationsAsync()).Items.Single();
        Assert.That((theirs.PeerLastDeliveredSeq, theirs.PeerLastReadSeq), Is.EqualTo((2L, 0L)));
        Assert.That((mine.PeerLastDeliveredSeq, mine.LastReadSeq, mine.UnreadCount), Is.EqualTo((0L, 0L, 3L)));
    }

    [Test]
    public async Task The_delivered_mark_never_moves_backwards_and_is_replayed()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await alice.SyncAsync()).Cursor;
        var first = await alice.SendAsync(bob, "1");
        var second = await alice.SendAsync(bob, "2");
        await using (var socket = await bob.ConnectAsync())
        {
            await socket.MarkDeliveredAsync(alice.Id, second.Id);
            await socket.MarkDeliveredAsync(alice.Id, first.Id);
            await socket.MarkDeliveredAsync(alice.Id, second.Id);
            await socket.NextAsync("delivered");
            await socket.PingAsync();
        }

        Assert.That((await alice.ConversationsAsync()).Items.Single().PeerLastDeliveredSeq, Is.EqualTo(2));
        var receipts = (await alice.SyncAllAsync(since))
            .Where(frame => frame.Type == "delivered")
            .Select(frame => frame.ToDeliveryReceipt().Seq);
        Assert.That(receipts, Is.EqualTo(new[] { 2L }), "an unchanged mark is not an event");
    }

    [Test]
    public async Task Reading_implies_delivery_without_an_event_of_its_own()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await alice.SyncAsync()).Cursor;
        await alice.SendAsync(bob, "1");
        var second = await alice.SendAsync(bob, "2");

        await bob.MarkReadAsync(alice.Id, second.Id);
        await using var socket = await bob.ConnectAsync();
        await socket.MarkDeliveredAsync(alice.Id, second.Id);
        await socket.PingAsync();

        var row = (await alice.ConversationsAsync()).Items.Single();
        Assert.That((row.PeerLastDeliveredSeq, row.PeerLastReadSeq), Is.EqualTo((2L, 2L)));
        Assert.That(
            (await alice.SyncAllAsync(since)).Select(frame => frame.Type),
            Is.EqualTo(new[] { "message", "message", "read" }));
    }

    [Test]
    public async Task A_delivered_mark_is_refused_as_a_read_mark()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var others = await carol.SendAsync(bob, "not alice's");
        await using var socket = await alice.ConnectAsync();

        await socket.MarkDeliveredAsync(bob.Id, others.Id);
        await socket.ErrorAsync("message_not_found");
        await socket.MarkDeliveredAsync(Guid.CreateVersion7(), Guid.CreateVersion7());
        await socket.ErrorAsync("message_not_found");
        await socket.SendJsonAsync(new { type = "delivered", user_id = bob.Id });
        Problems.AssertNames((await socket.ErrorAsync("validation_failed")).Json.GetProperty("errors"), "message_id");
        await socket.SendJsonAsync(new { type = "delivered", message_id = others.Id });
        Problems.AssertNames((await socket.ErrorAsync("validation_failed")).Json.GetProperty("errors"), "user_id");
        await socket.PingAsync();
    }

    [Test]
    public async Task A_delivered_mark_in_notes_to_oneself_is_harmless()
    {
        var alice = await Server.RegisterAsync();
        var note = await alice.SendAsync(alice, "Buy milk");
        await using var socket = await alice.ConnectAsync();

        await socket.MarkDeliveredAsync(alice.Id, note.Id);
        var receipt = (await socket.NextAsync()).ToDeliveryReceipt();
        await socket.PingAsync();

        Assert.That((receipt.UserId, receipt.PeerId), Is.EqualTo((alice.Id, alice.Id)));
        Assert.That((await alice.ConversationsAsync()).Items.Single().UnreadCount, Is.Zero);
    }
}
