using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Application.Writing;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Tests.Persistence.Writing;

/// <summary>A decision is still valid at its commit, even if this node has stale rows.</summary>
internal sealed class DecisionTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task A_decision_on_cached_rows_is_repeated_when_the_revision_has_changed()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var message = (await node.AppendAsync(alice, bob, "makes the node cache the rows")).Value.Message;
        var writer = node.Get<IConversationWriter>();
        await writer.WriteAsync(new Count(alice, bob), CancellationToken.None);
        await using (var context = await node.OpenContextAsync())
        {
            // As another node would, for example when it stores a block.
            await context.Conversations.Where(row => row.Id == message.ConversationId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Revision, row => row.Revision + 1));
        }

        var write = new Count(alice, bob);
        var decided = await writer.WriteAsync(write, CancellationToken.None);

        Assert.That(
            write.Revisions, Is.EqualTo(new long[] { 0, 1 }), "first on the cached rows, then on the stored ones");
        Assert.That(decided.Value, Is.EqualTo(1));
    }

    [Test]
    public async Task A_change_without_an_event_is_stored()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var message = (await node.AppendAsync(alice, bob, "Hello!")).Value.Message;
        var writer = node.Get<IConversationWriter>();

        await writer.WriteAsync(new Count(alice, bob), CancellationToken.None);

        await using var context = await node.OpenContextAsync();
        Assert.That(
            await context.Conversations.Where(row => row.Id == message.ConversationId)
                .Select(row => row.SentByFirst).SingleAsync(),
            Is.EqualTo(message.SentByFirst + 1));
        Assert.That(await node.ReadLogAsync(alice), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_decision_that_needs_current_rows_is_made_under_locks()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, other) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var message = (await node.AppendAsync(alice, bob, "makes the node cache the rows")).Value.Message;
        await other.MarkReadAsync(bob.Id, alice.Id, message.Id);

        var stale = await ReadSeqAsync(isCurrent: false);
        var current = await ReadSeqAsync(isCurrent: true);

        Assert.That((stale, current), Is.EqualTo((0L, 1L)));

        async Task<long> ReadSeqAsync(bool isCurrent)
        {
            var write = new ReadMark(alice, bob, isCurrent);
            return (await node.Get<IConversationWriter>().WriteAsync(write, CancellationToken.None)).Value;
        }
    }

    [Test]
    public async Task A_raised_revision_ends_decisions_on_cached_rows_of_other_nodes()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, other) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "makes the node cache the rows");
        var write = new Count(alice, bob);

        await other.Get<IConversationWriter>().WriteAsync(new Raise(alice, bob), CancellationToken.None);
        await node.Get<IConversationWriter>().WriteAsync(write, CancellationToken.None);

        Assert.That(write.Revisions, Is.EqualTo(new long[] { 0, 1 }));
    }

    [Test]
    public async Task A_write_can_find_its_conversation_by_a_message()
    {
        var node = await NodeAsync();
        var (alice, bob, carol) = (await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        var message = (await node.AppendAsync(alice, bob, "Hello!")).Value.Message;
        var writer = node.Get<IConversationWriter>();

        var ofBob = await writer.WriteAsync(new Look(bob, message.Id), CancellationToken.None);
        var ofCarol = await writer.WriteAsync(new Look(carol, message.Id), CancellationToken.None);
        var ofNone = await writer.WriteAsync(new Look(bob, Guid.CreateVersion7()), CancellationToken.None);

        Assert.That(ofBob.Value, Is.EqualTo("Hello!"));
        Assert.That(ofCarol.Error?.Code, Is.EqualTo(ErrorCodes.MessageNotFound), "as if the message did not exist");
        Assert.That(ofNone.Error?.Code, Is.EqualTo(ErrorCodes.MessageNotFound));
    }

    [Test]
    public async Task Writes_of_a_batch_name_a_conversation_each_in_its_own_way()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var (alice, bob, carol) = (await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        var message = (await node.AppendAsync(alice, bob, "Hello!")).Value.Message;
        WriteTarget[] targets =
        [
            WriteTarget.With(alice.Id, bob.Id),
            WriteTarget.In(bob.Id, message.ConversationId),
            WriteTarget.Of(bob.Id, message.Id),
            WriteTarget.In(carol.Id, message.ConversationId),
            WriteTarget.In(bob.Id, Guid.CreateVersion7()),
        ];

        var found = await Task.WhenAll(targets.Select(target =>
            node.Get<IConversationWriter>().WriteAsync(new Name(target), CancellationToken.None)));

        Assert.That(
            found.Select(result => result.IsSuccess ? result.Value : (Guid?)null),
            Is.EqualTo(new Guid?[]
            {
                message.ConversationId, message.ConversationId, message.ConversationId, null, null,
            }));
    }

    private sealed class Name(WriteTarget target) : ConversationWrite<Guid>(target)
    {
        public override Error WithoutConversation => MessageErrors.MessageNotFound;

        public override Result<Guid> Decide(ConversationState state) => state.Conversation.Id;
    }

    private sealed class Count(User one, User other) : ConversationWrite<long>(WriteTarget.With(one.Id, other.Id))
    {
        public List<long> Revisions { get; } = [];

        public override Error WithoutConversation => MessageErrors.MessageNotFound;

        public override Result<long> Decide(ConversationState state)
        {
            // Any change serves the test.
            state.Conversation.SentByFirst++;
            Revisions.Add(state.Conversation.Revision);
            return state.Conversation.Revision;
        }
    }

    private sealed class Raise(User one, User other) : ConversationWrite<long>(WriteTarget.With(one.Id, other.Id))
    {
        public override Error WithoutConversation => MessageErrors.MessageNotFound;

        public override Result<long> Decide(ConversationState state)
        {
            state.Conversation.RaiseRevision();
            return state.Conversation.Revision;
        }
    }

    private sealed class ReadMark(User user, User peer, bool isCurrent)
        : ConversationWrite<long>(WriteTarget.With(user.Id, peer.Id))
    {
        public override Error WithoutConversation => MessageErrors.MessageNotFound;

        public override Result<long> Decide(ConversationState state)
        {
            if (isCurrent)
            {
                state.RequireCurrentRows();
            }

            return state.Member(peer.Id).ReadSeq;
        }
    }

    private sealed class Look(User user, Guid messageId) : ConversationWrite<string>(WriteTarget.Of(user.Id, messageId))
    {
        public override Error WithoutConversation => MessageErrors.MessageNotFound;

        public override void AddKeys(WriteKeys keys) => keys.AddMessage(messageId);

        public override Result<string> Decide(ConversationState state) =>
            state.Message(messageId) is { } message ? message.Content : MessageErrors.MessageNotFound;
    }
}
