using ChatApp.Infrastructure.Persistence.Writing.Tables;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>
/// The SQL of message pages; both databases use the same text. A bound is looked up within the statement, so a page is
/// one round trip. The bound is null if it is not a message of the conversation; no comparison with null is true, so
/// the page is then empty.
/// </summary>
/// <remarks>
/// Parameters: the conversation, the count, and the bounds in the order of <see cref="HistoryRange.Bounds"/>.
/// </remarks>
internal static class MessagePageSql
{
    // The name is not taken from the cache of conversations, because a closed account loses its name.
    private static readonly string Select =
        $"SELECT {MessageTable.Rows.ListColumns("m")}, u.username FROM messages m "
        + "JOIN users u ON u.id = m.sender_id WHERE m.conversation_id = $1";

    private const string NewestFirst = " ORDER BY m.seq DESC LIMIT $2";
    private const string OldestFirst = " ORDER BY m.seq LIMIT $2";
    private const string Third = "(SELECT b.seq FROM messages b WHERE b.id = $3 AND b.conversation_id = $1)";
    private const string Fourth = "(SELECT a.seq FROM messages a WHERE a.id = $4 AND a.conversation_id = $1)";

    // The count is one more than the page has. Each side is read with one message more than the page has there.
    private static readonly string Around =
        $"SELECT * FROM ({Select} AND m.seq <= {Third} ORDER BY m.seq DESC LIMIT ($2 + 3) / 2) AS older "
        + $"UNION ALL SELECT * FROM ({Select} AND m.seq > {Third} ORDER BY m.seq LIMIT $2 / 2) AS newer "
        + "ORDER BY seq DESC";

    /// <summary>Reads a row of a page.</summary>
    /// <param name="row">The row.</param>
    /// <param name="message">A message to be overwritten, which saves one for each row.</param>
    public static MessageDto Read(IRowReader row, Message message)
    {
        MessageTable.Rows.Read(row, message);
        return MessageDto.From(message, row.Get<string>(MessageTable.Rows.Columns.Count)!);
    }

    /// <summary>The statement for a range.</summary>
    public static string For(HistoryRange range) => range switch
    {
        { Around: not null } => Around,
        { Before: null, After: null } => Select + NewestFirst,
        { After: null } => Select + " AND m.seq < " + Third + NewestFirst,
        { Before: null } => Select + " AND m.seq > " + Third + OldestFirst,
        _ => Select + " AND m.seq < " + Third + " AND m.seq > " + Fourth + NewestFirst,
    };
}
