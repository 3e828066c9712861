using ChatApp.Application.Common;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence.Writing;

internal sealed class StoredMessageTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task A_message_is_stored_exactly_as_sent()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        const string Content = "  line\r\n\ttab \u0001 é e\u0301 ' \" \\ %s {0} 👩‍👩‍👧 \uffff ";
        var clientMessageId = Guid.CreateVersion7();

        var appended = (await node.AppendAsync(alice, bob, Content, clientMessageId)).Value;

        var read = (await node.ReadAllAsync(bob, alice)).Single();
        Assert.Multiple(() =>
        {
            Assert.That(read.Content, Is.EqualTo(Content));
            Assert.That(
                (read.Id, read.Seq, read.CreatedAt), Is.EqualTo((appended.Message.Id, 1L, appended.Message.CreatedAt)));
            Assert.That((read.SenderId, read.RecipientId), Is.EqualTo((alice.Id, bob.Id)));
            Assert.That(
                (read.SenderUsername, read.ClientMessageId), Is.EqualTo((alice.Username, (Guid?)clientMessageId)));
            Assert.That((appended.IsRepeat, appended.SenderUsername), Is.EqualTo((false, alice.Username)));
        });
    }

    // The node remembers the position of the note, and so knows without the database that it cannot be answered.
    [Test]
    public async Task A_repeat_is_answered_before_a_wrong_reply_is_refused()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var clientMessageId = Guid.CreateVersion7();
        var sent = (await node.AppendAsync(alice, bob, "Hello!", clientMessageId)).Value;
        var note = (await node.AppendAsync(alice, alice, "a note")).Value;

        var repeat = await node.AppendAsync(alice.Id, bob.Id, "Hello!", clientMessageId, note.Message.Id);
        var other = await node.AppendAsync(alice.Id, bob.Id, "Hello!", Guid.CreateVersion7(), note.Message.Id);

        Assert.That(
            (repeat.IsSuccess, repeat.Value.IsRepeat, repeat.Value.Message.Id),
            Is.EqualTo((true, true, sent.Message.Id)));
        Assert.That(other.Error?.Code, Is.EqualTo(ErrorCodes.MessageNotFound));
    }

    [Test]
    public async Task Parallel_senders_get_seqs_without_gaps()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() =>
            i % 2 == 0 ? node.AppendAsync(alice, bob, $"{i}") : node.AppendAsync(bob, alice, $"{i}"))));

        Assert.That(results.Select(result => result.Value.Message.Seq).Order(), Is.EqualTo(LongRange(1, 200)));
        var kept = await node.ReadAllAsync(alice, bob);
        Assert.That(kept.Select(message => message.Seq), Is.EqualTo(LongRange(1, 200)));
    }

    [Test]
    public async Task Calls_take_effect_in_their_order()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());

        var calls = Enumerable.Range(0, 1_000).Select(i => node.AppendAsync(alice, bob, $"{i}")).ToList();
        await Task.WhenAll(calls);

        var kept = await node.ReadAllAsync(alice, bob);
        Assert.That(
            kept.Select(message => message.Content), Is.EqualTo(Enumerable.Range(0, 1_000).Select(i => $"{i}")));
    }

    [Test]
    public async Task Parallel_repeats_of_a_message_are_stored_once()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var clientMessageId = Guid.CreateVersion7();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 50)
                .Select(_ => Task.Run(() => node.AppendAsync(alice, bob, "Hello!", clientMessageId))));

        Assert.That(results.Count(result => !result.Value.IsRepeat), Is.EqualTo(1));
        Assert.That(results.Select(result => result.Value.Message.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await node.ReadAllAsync(alice, bob), Has.Count.EqualTo(1));
        Assert.That(await node.ReadLogAsync(bob), Has.Count.EqualTo(1));
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    public async Task The_same_id_for_another_message_is_a_conflict(bool otherRecipient, bool otherContent)
    {
        var node = await NodeAsync();
        var (alice, bob, carol) = (await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        var clientMessageId = Guid.CreateVersion7();
        await node.AppendAsync(alice, bob, "Hello!", clientMessageId);

        var result = await node.AppendAsync(
            alice, otherRecipient ? carol : bob, otherContent ? "hello!" : "Hello!", clientMessageId);

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.ClientMessageIdConflict));
        Assert.That((await node.ReadLogAsync(alice)).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Two_senders_may_use_the_same_id()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var clientMessageId = Guid.CreateVersion7();
        await node.AppendAsync(alice, bob, "Hello!", clientMessageId);

        var result = await node.AppendAsync(bob, alice, "Hello!", clientMessageId);

        Assert.That((result.Value.IsRepeat, result.Value.Message.Seq), Is.EqualTo((false, 2L)));
    }

    [Test]
    public async Task Send_to_a_stranger_is_refused()
    {
        var node = await NodeAsync();
        var alice = await node.AddUserAsync();

        var result = await node.AppendAsync(alice.Id, Guid.CreateVersion7(), "Hello!");

        Assert.That(
            (result.Error?.Kind, result.Error?.Code),
            Is.EqualTo(((ErrorKind?)ErrorKind.NotFound, ErrorCodes.RecipientNotFound)));
    }

    [Test]
    public async Task First_messages_from_both_sides_at_once_open_one_conversation()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        TestNode[] nodes = [await database.StartNodeAsync(), await database.StartNodeAsync()];
        var (alice, bob) = (await nodes[0].AddUserAsync(), await nodes[0].AddUserAsync());

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            i < 4 ? nodes[0].AppendAsync(alice, bob, $"{i}") : nodes[1].AppendAsync(bob, alice, $"{i}"))));

        Assert.That(results.Select(result => result.Value.Message.ConversationId).Distinct().Count(), Is.EqualTo(1));
        Assert.That(results.Select(result => result.Value.Message.Seq).Order(), Is.EqualTo(LongRange(1, 8)));
    }

    [Test]
    public async Task A_note_to_oneself_is_one_event()
    {
        var node = await NodeAsync();
        var alice = await node.AddUserAsync();

        await node.AppendAsync(alice, alice, "Buy milk");

        var logged = (await node.ReadLogAsync(alice)).Single();
        Assert.That(logged.Number, Is.EqualTo(1));
        Assert.That(((MessageSent)logged.Event!).Message.RecipientId, Is.EqualTo(alice.Id));
    }

    private static IEnumerable<long> LongRange(int from, int count) =>
        Enumerable.Range(from, count).Select(i => (long)i);
}
