using static ChatApp.Infrastructure.Persistence.Writing.Tables.ColumnRole;

namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

internal static class MessageTable
{
    public static Table<Message> Rows { get; } = new Table<Message>("messages", () => new Message())
        .With("id", Key, row => row.Id, (row, value) => row.Id = value)
        .With("conversation_id", Fixed, row => row.ConversationId, (row, value) => row.ConversationId = value)
        .With("seq", Fixed, row => row.Seq, (row, value) => row.Seq = value)
        .With("sender_id", Fixed, row => row.SenderId, (row, value) => row.SenderId = value)
        .With("recipient_id", Fixed, row => row.RecipientId, (row, value) => row.RecipientId = value)
        .With("created_at", Fixed, row => row.CreatedAt, (row, value) => row.CreatedAt = value)
        .With("client_message_id", Fixed, row => row.ClientMessageId, (row, value) => row.ClientMessageId = value)
        .With("reply_to_id", Fixed, row => row.ReplyToId, (row, value) => row.ReplyToId = value)
        .With("sent_by_first", Fixed, row => row.SentByFirst, (row, value) => row.SentByFirst = value)
        .With("content", Set, row => row.Content, (row, value) => row.Content = value)
        .With("data", Set, row => row.Data, (row, value) => row.Data = value)
        .With("edited_at", Compared, row => row.EditedAt, (row, value) => row.EditedAt = value, "NULL")
        .With("deleted_at", Compared, row => row.DeletedAt, (row, value) => row.DeletedAt = value, "NULL")
        .With(
            "first_content_hash", Set, row => row.FirstContentHash, (row, value) => row.FirstContentHash = value,
            "NULL")
        .With(
            "reactions", Compared, row => ReactionText.Of(row.Reactions),
            (row, value) => row.Reactions = ReactionText.Read(value), "''");
}
