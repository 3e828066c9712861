using ChatApp.Infrastructure.Persistence.Writing.Tables;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// The changes of a batch, by table, in the order in which every writer locks rows. Without locks, the database must
/// confirm the message positions that the decisions depend on.
/// </summary>
internal sealed record BatchChanges(
    ChangedRows<Conversation> Conversations,
    ChangedRows<StreamCounter> Streams,
    ChangedRows<Member> Members,
    ChangedRows<Message> Messages,
    IReadOnlyList<Message> NewMessages,
    IReadOnlyList<EventRow> Events,
    IReadOnlyList<MessagePosition> Positions)
{
    public bool IsEmpty =>
        Conversations.Now.Count + Streams.Now.Count + Members.Now.Count + Messages.Now.Count + NewMessages.Count
            + Events.Count == 0;

    /// <summary>
    /// The event that shows whether this commit was stored; null without events. Such a batch is safe to repeat: it
    /// raises a revision, so only one of its commits can be stored.
    /// </summary>
    public EventRow? Proof => Events.Count > 0 ? Events[0] : null;

    public static BatchChanges Of(WriteBatch batch)
    {
        List<EventRow> events = [.. batch.Events.SelectMany(EventKinds.RowsOf)];
        if (events.Count > 0)
        {
            events[0].CommitId = Guid.CreateVersion7();
        }

        var changes = new BatchChanges(
            ConversationTable.Rows.FindChanged(batch.Conversations),
            StreamTable.Rows.FindChanged(batch.Streams),
            MemberTable.Rows.FindChanged(batch.Members),
            MessageTable.Rows.FindChanged(batch.Messages),
            batch.NewMessages,
            events,
            batch.Positions);
        if (!changes.IsEmpty && events.Count == 0 && changes.Conversations.Now.Count == 0)
        {
            throw new InvalidOperationException("A write without an event must raise its conversation's revision.");
        }

        return changes;
    }
}
