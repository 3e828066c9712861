using ChatApp.Application.Messages;
using ChatApp.Application.Writing;
using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class MessageHistoryTests(DatabaseKind kind) : BothDatabases(kind)
{
    [TestCase(null, null, 3, new long[] { 6, 5, 4 }, true)]
    [TestCase(4, null, 3, new long[] { 3, 2, 1 }, false)]
    [TestCase(6, 2, 10, new long[] { 5, 4, 3 }, false)]
    [TestCase(6, 2, 2, new long[] { 5, 4 }, true)]
    [TestCase(1, null, 3, new long[0], false)]
    [TestCase(3, 2, 3, new long[0], false)]
    public async Task The_newest_messages_of_a_range_are_ordered_newest_first(
        int? before, int? after, int limit, long[] seqs, bool hasMore)
    {
        var node = await NodeAsync();
        var (conversation, ids) = await WriteSixAsync(node);

        var range = new HistoryRange(before is { } b ? ids[b - 1] : null, after is { } a ? ids[a - 1] : null);
        var page = await node.History.ReadAsync(conversation, range, limit, CancellationToken.None);

        Assert.That(page.Items.Select(message => message.Seq), Is.EqualTo(seqs));
        Assert.That(page.HasMore, Is.EqualTo(hasMore));
    }

    [TestCase(3, 2, new long[] { 5, 4 }, true)]
    [TestCase(3, 3, new long[] { 6, 5, 4 }, false)]
    [TestCase(6, 3, new long[0], false)]
    public async Task The_oldest_messages_after_a_bound_are_also_ordered_newest_first(
        int after, int limit, long[] seqs, bool hasMore)
    {
        var node = await NodeAsync();
        var (conversation, ids) = await WriteSixAsync(node);

        var page = await node.History.ReadAsync(
            conversation, new HistoryRange(null, ids[after - 1]), limit, CancellationToken.None);

        Assert.That(page.Items.Select(message => message.Seq), Is.EqualTo(seqs));
        Assert.That(page.HasMore, Is.EqualTo(hasMore));
    }

    [TestCase(3, 5, new long[] { 5, 4, 3, 2, 1 }, false, true)]
    [TestCase(4, 3, new long[] { 5, 4, 3 }, true, true)]
    [TestCase(4, 4, new long[] { 5, 4, 3, 2 }, true, true)]
    [TestCase(5, 4, new long[] { 6, 5, 4, 3 }, true, false)]
    [TestCase(3, 1, new long[] { 3 }, true, true)]
    [TestCase(3, 2, new long[] { 3, 2 }, true, true)]
    [TestCase(6, 5, new long[] { 6, 5, 4 }, true, false)]
    [TestCase(1, 5, new long[] { 3, 2, 1 }, false, true)]
    [TestCase(3, 200, new long[] { 6, 5, 4, 3, 2, 1 }, false, false)]
    public async Task A_page_around_a_message_has_half_of_the_others_on_each_side(
        int around, int limit, long[] seqs, bool hasMore, bool hasPrevious)
    {
        var node = await NodeAsync();
        var (conversation, ids) = await WriteSixAsync(node);

        var page = await node.History.ReadAsync(
            conversation, new HistoryRange(null, null, ids[around - 1]), limit, CancellationToken.None);

        Assert.That(page.Items.Select(message => message.Seq), Is.EqualTo(seqs));
        Assert.That((page.HasMore, page.HasPrevious), Is.EqualTo((hasMore, hasPrevious)));
    }

    [Test]
    public async Task A_message_of_another_conversation_has_no_page_around_it()
    {
        var node = await NodeAsync();
        var (conversation, _) = await WriteSixAsync(node);
        var (_, others) = await WriteSixAsync(node);

        var page = await node.History.ReadAsync(
            conversation, new HistoryRange(null, null, others[2]), 10, CancellationToken.None);

        Assert.That((page.Items.Count, page.HasMore, page.HasPrevious), Is.EqualTo((0, false, false)));
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(true, true)]
    public async Task A_message_of_another_conversation_is_no_bound(bool isBefore, bool isAfter)
    {
        var node = await NodeAsync();
        var (conversation, _) = await WriteSixAsync(node);
        var (_, others) = await WriteSixAsync(node);

        var range = new HistoryRange(isBefore ? others[5] : null, isAfter ? others[0] : null);
        var page = await node.History.ReadAsync(conversation, range, 10, CancellationToken.None);

        Assert.That(page.Items, Is.Empty);
    }

    [Test]
    public async Task A_message_is_found_only_in_its_own_conversation()
    {
        var node = await NodeAsync();
        var (conversation, ids) = await WriteSixAsync(node);
        var (other, _) = await WriteSixAsync(node);

        Assert.That(await node.History.HasMessageAsync(conversation, ids[0], CancellationToken.None), Is.True);
        Assert.That(await node.History.HasMessageAsync(other, ids[0], CancellationToken.None), Is.False);
    }

    [Test]
    public async Task Both_users_find_the_conversation_with_its_names()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        Assert.That(await node.History.FindConversationAsync(alice.Id, bob.Id, CancellationToken.None), Is.Null);
        var sent = (await node.AppendAsync(alice, bob, "Hello!")).Value.Message;

        // A node that has not cached the conversation reads it from the database.
        var stranger = new MessageHistory(
            node.Get<IDbContextFactory<ChatDbContext>>(), node.Get<IPreparedReads>(), new ConversationCache());
        var found = await stranger.FindConversationAsync(bob.Id, alice.Id, CancellationToken.None);

        Assert.That(
            await node.History.FindConversationAsync(alice.Id, bob.Id, CancellationToken.None), Is.EqualTo(found));
        Assert.That(found?.Id, Is.EqualTo(sent.ConversationId));
        Assert.That(
            (found?.UsernameOf(alice.Id), found?.UsernameOf(bob.Id)), Is.EqualTo((alice.Username, bob.Username)));
    }

    [Test]
    public async Task A_page_has_the_name_that_the_sender_has_now()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "Hello!");
        await node.AppendAsync(bob, alice, "Hi!");
        var before = await node.ReadAllAsync(alice, bob);
        await using (var context = await node.OpenContextAsync())
        {
            await context.Users.Where(user => user.Id == alice.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.Username, "another"));
        }

        var after = await node.ReadAllAsync(alice, bob);

        Assert.That(
            before.Select(message => message.SenderUsername), Is.EqualTo(new[] { alice.Username, bob.Username }));
        Assert.That(
            after.Select(message => message.SenderUsername), Is.EqualTo(new[] { "another", bob.Username }));
    }

    private static async Task<(KnownConversation Conversation, IReadOnlyList<Guid> Ids)> WriteSixAsync(TestNode node)
    {
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var sent = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => node.AppendAsync(alice, bob, $"{i}")));
        var conversation = await node.History.FindConversationAsync(alice.Id, bob.Id, CancellationToken.None);
        return (conversation!, [.. sent.Select(result => result.Value.Message.Id)]);
    }
}
