using static ChatApp.Infrastructure.Persistence.Writing.Tables.ColumnRole;

namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

internal static class ConversationTable
{
    public static Table<Conversation> Rows { get; } = new Table<Conversation>("conversations", () => new Conversation())
        .With("id", Key, row => row.Id, (row, value) => row.Id = value)
        .With("first_user_id", Fixed, row => row.FirstUserId, (row, value) => row.FirstUserId = value)
        .With("second_user_id", Fixed, row => row.SecondUserId, (row, value) => row.SecondUserId = value)
        .With("last_seq", Compared, row => row.LastSeq, (row, value) => row.LastSeq = value)
        .With("last_message_id", Compared, row => row.LastMessageId, (row, value) => row.LastMessageId = value)
        .With("revision", Compared, row => row.Revision, (row, value) => row.Revision = value)
        .With("last_at", Set, row => row.LastAt, (row, value) => row.LastAt = value)
        .With("sent_by_first", Set, row => row.SentByFirst, (row, value) => row.SentByFirst = value);
}
