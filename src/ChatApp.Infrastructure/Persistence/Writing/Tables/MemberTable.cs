using static ChatApp.Infrastructure.Persistence.Writing.Tables.ColumnRole;

namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

internal static class MemberTable
{
    public static Table<Member> Rows { get; } = new Table<Member>("conversation_members", () => new Member())
        .With("conversation_id", Key, row => row.ConversationId, (row, value) => row.ConversationId = value)
        .With("user_id", Key, row => row.UserId, (row, value) => row.UserId = value)
        .With("read_seq", Compared, row => row.ReadSeq, (row, value) => row.ReadSeq = value)
        .With("read_sent_by_first", Compared, row => row.ReadSentByFirst, (row, value) => row.ReadSentByFirst = value)
        .With("shown_read_seq", Compared, row => row.ShownReadSeq, (row, value) => row.ShownReadSeq = value)
        .With("delivered_seq", Compared, row => row.DeliveredSeq, (row, value) => row.DeliveredSeq = value)
        .With("archived", Compared, row => row.Archived, (row, value) => row.Archived = value)
        .With("muted", Compared, row => row.Muted, (row, value) => row.Muted = value)
        .With("pinned", Compared, row => row.Pinned, (row, value) => row.Pinned = value)
        .With("listed_minute", Compared, row => row.ListedMinute, (row, value) => row.ListedMinute = value)
        .With("blocked_at", Compared, row => row.BlockedAt, (row, value) => row.BlockedAt = value)
        .With("blocked_by_peer_at", Compared, row => row.BlockedByPeerAt, (row, value) => row.BlockedByPeerAt = value)
        .With(
            "announced_revision", Compared, row => row.AnnouncedRevision,
            (row, value) => row.AnnouncedRevision = value);
}
