using static ChatApp.Infrastructure.Persistence.Writing.Tables.ColumnRole;

namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

internal static class EventTable
{
    public const string FindCommit = "SELECT 1 FROM user_events WHERE user_id = $1 AND number = $2 AND commit_id = $3";

    public static Table<EventRow> Rows { get; } = new Table<EventRow>("user_events", () => new EventRow())
        .With("user_id", Key, row => row.UserId, (row, value) => row.UserId = value)
        .With("number", Key, row => row.Number, (row, value) => row.Number = value)
        .With("kind", Fixed, row => row.Kind, (row, value) => row.Kind = value)
        .With("conversation_id", Fixed, row => row.ConversationId, (row, value) => row.ConversationId = value)
        .With("seq", Fixed, row => row.Seq, (row, value) => row.Seq = value)
        .With("actor_id", Fixed, row => row.ActorId, (row, value) => row.ActorId = value)
        .With("payload", Fixed, row => row.Payload, (row, value) => row.Payload = value)
        .With("commit_id", Fixed, row => row.CommitId, (row, value) => row.CommitId = value);
}
