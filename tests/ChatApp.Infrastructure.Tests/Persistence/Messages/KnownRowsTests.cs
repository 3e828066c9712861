using ChatApp.Application.Conversations;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Persistence.Messages.Batching;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence.Messages;

internal sealed class KnownRowsTests
{
    [Test]
    public void What_a_batch_has_left_is_found_and_what_was_forgotten_is_not()
    {
        var known = new KnownRows();
        var request = NewRequest();
        Assert.That(known.Find(BatchKeys.Of([request])), Is.Null);

        known.Keep(RowsOf(request), new WriteBatch(new BatchRows(), TimeProvider.System));
        Assert.That(known.Find(BatchKeys.Of([request]))!.Streams.Keys, Is.EquivalentTo(new[] { request.UserId, request.PeerId }));
        Assert.That(known.Find(BatchKeys.Of([request, NewRequest()])), Is.Null, "one row of many is not known");

        known.Forget(BatchKeys.Of([request]));
        Assert.That(known.Find(BatchKeys.Of([request])), Is.Null);
    }

    [Test]
    public void A_message_that_is_to_be_marked_and_is_not_known_leaves_the_batch_to_the_locks()
    {
        var known = new KnownRows();
        var mark = new MarkReadRequest(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        Give(mark);
        known.Keep(RowsOf(mark), new WriteBatch(new BatchRows(), TimeProvider.System));

        Assert.That(known.Find(BatchKeys.Of([mark])), Is.Null);
    }

    [Test]
    public void The_place_of_a_message_stays_known_while_its_conversation_ends_as_it_did()
    {
        var known = new KnownRows();
        var (sent, mark) = KeepOneMessage(known);

        known.Forget(BatchKeys.Of([mark]));
        Assert.That(known.Find(BatchKeys.Of([mark])), Is.Null, "the row itself may have been changed by a batch that failed");
        ReadAgain(known, mark, lastMessageId: sent.Id);

        Assert.That(known.Find(BatchKeys.Of([mark]))!.Marked.Values.Single().Seq, Is.EqualTo(1));
    }

    [Test]
    public void The_place_of_a_message_is_forgotten_when_its_conversation_ends_otherwise()
    {
        var known = new KnownRows();
        var (_, mark) = KeepOneMessage(known);
        Assert.That(known.Find(BatchKeys.Of([mark]))!.Marked.Values.Single().Seq, Is.EqualTo(1));

        // As the database may have it after a failover: as many messages, but others.
        known.Forget(BatchKeys.Of([mark]));
        ReadAgain(known, mark, lastMessageId: Guid.CreateVersion7());

        Assert.That(known.Find(BatchKeys.Of([mark])), Is.Null);
    }

    [Test]
    public void Rows_are_bounded_in_count()
    {
        var known = new KnownRows();
        var first = NewRequest();
        var batch = new WriteBatch(new BatchRows(), TimeProvider.System);
        known.Keep(RowsOf(first), batch);

        AppendRequest last = first;
        for (var i = 0; i < KnownRows.MaxRows; i++)
        {
            last = NewRequest();
            known.Keep(RowsOf(last), batch);
        }

        Assert.That(known.Find(BatchKeys.Of([first])), Is.Null);
        Assert.That(known.Find(BatchKeys.Of([last])), Is.Not.Null);
    }

    // One message that is committed, and a request to mark it as read.
    private static (Message Sent, MarkReadRequest Mark) KeepOneMessage(KnownRows known)
    {
        var request = NewRequest();
        var rows = RowsOf(request);
        var batch = new WriteBatch(rows, TimeProvider.System);
        request.Apply(batch);
        known.Keep(rows, batch);
        return (batch.Messages[0], new MarkReadRequest(request.PeerId, request.UserId, batch.Messages[0].Id) { Conversation = request.Conversation });
    }

    // A batch that finds one message under its locks, and changes nothing.
    private static void ReadAgain(KnownRows known, MarkReadRequest mark, Guid lastMessageId)
    {
        var rows = RowsOf(mark);
        rows.Conversations[mark.ConversationId] = Conversation.Restore(
            mark.ConversationId, mark.Pair, 1, 0, TestTime.Noon, lastMessageId, default, default);
        known.Compare(rows);
        known.Keep(rows, new WriteBatch(rows, TimeProvider.System));
    }

    private static AppendRequest NewRequest()
    {
        var request = new AppendRequest(new Application.Messages.NewMessage(Guid.CreateVersion7(), Guid.CreateVersion7(), "Hello!", ClientMessageId: null));
        Give(request);
        return request;
    }

    private static void Give(WriteRequest request) =>
        request.Conversation = new KnownConversation(Guid.CreateVersion7(), request.Pair, "first", "second");

    private static BatchRows RowsOf(WriteRequest request)
    {
        var rows = new BatchRows();
        rows.Conversations.Add(request.ConversationId, Conversation.Open(request.ConversationId, request.Pair));
        rows.Streams.Add(request.UserId, StreamCounter.Open(request.UserId));
        rows.Streams.Add(request.PeerId, StreamCounter.Open(request.PeerId));
        return rows;
    }
}
