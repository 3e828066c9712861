using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class MessageHistoryTests(DatabaseKind kind) : BothDatabases(kind)
{
    [TestCase(0, long.MaxValue, 3, new long[] { 6, 5, 4 }, true)]
    [TestCase(0, 4, 3, new long[] { 3, 2, 1 }, false)]
    [TestCase(2, 6, 10, new long[] { 5, 4, 3 }, false)]
    [TestCase(2, 6, 2, new long[] { 5, 4 }, true)]
    [TestCase(6, long.MaxValue, 3, new long[0], false)]
    public async Task The_newest_messages_of_a_range_come_newest_first(long after, long before, int limit, long[] seqs, bool hasMore)
    {
        var node = await NodeAsync();
        var conversation = await WriteSixAsync(node);

        var page = await node.History.ReadNewestAsync(conversation, after, before, limit, CancellationToken.None);

        Assert.That(page.Items.Select(message => message.Seq), Is.EqualTo(seqs));
        Assert.That(page.HasMore, Is.EqualTo(hasMore));
    }

    [TestCase(0, 3, new long[] { 3, 2, 1 }, true)]
    [TestCase(3, 3, new long[] { 6, 5, 4 }, false)]
    [TestCase(6, 3, new long[0], false)]
    public async Task The_oldest_messages_after_one_come_newest_first_too(long after, int limit, long[] seqs, bool hasMore)
    {
        var node = await NodeAsync();
        var conversation = await WriteSixAsync(node);

        var page = await node.History.ReadOldestAsync(conversation, after, limit, CancellationToken.None);

        Assert.That(page.Items.Select(message => message.Seq), Is.EqualTo(seqs));
        Assert.That(page.HasMore, Is.EqualTo(hasMore));
    }

    [Test]
    public async Task A_message_has_its_place_in_its_own_conversation_only()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var sent = (await node.AppendAsync(alice, bob, "Hello!")).Value.Message;
        var other = await WriteSixAsync(node);

        Assert.That(await node.History.FindSeqAsync(sent.ConversationId, sent.Id, CancellationToken.None), Is.EqualTo(1));
        Assert.That(await node.History.FindSeqAsync(other, sent.Id, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_conversation_is_found_from_both_sides()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var sent = (await node.AppendAsync(alice, bob, "Hello!")).Value.Message;

        Assert.That(await node.History.FindConversationAsync(alice.Id, bob.Id, CancellationToken.None), Is.EqualTo(sent.ConversationId));
        Assert.That(await node.History.FindConversationAsync(bob.Id, alice.Id, CancellationToken.None), Is.EqualTo(sent.ConversationId));
    }

    private static async Task<Guid> WriteSixAsync(TestNode node)
    {
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var sent = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => node.AppendAsync(alice, bob, $"{i}")));
        return sent[0].Value.Message.ConversationId;
    }
}
