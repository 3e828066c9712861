namespace ChatApp.LoadTest.Plans;

/// <summary>The three reads that grow with the data, as the server asks them. PostgreSQL and SQLite take the same text.</summary>
internal sealed record ReadQuery(string Name, string Sql)
{
    public static readonly IReadOnlyList<ReadQuery> All =
    [
        new(
            "history page",
            """
            SELECT m.conversation_id, m.seq, m.id, m.sender_id, m.content, m.created_at, m.client_message_id, m.sent_by_first
            FROM messages AS m
            WHERE m.conversation_id = @conversation AND m.seq < @seq
            ORDER BY m.seq DESC
            LIMIT 50
            """),
        new(
            "conversation list page",
            """
            SELECT u.id, u.first_user_id, u.second_user_id, u.last_seq, u.sent_by_first, u.last_at, u.first_read_seq, u.second_read_seq,
                   m.id, m.sender_id, m.content, m.sent_by_first
            FROM (
                SELECT a.* FROM (
                    SELECT c.* FROM conversations AS c
                    WHERE c.first_user_id = @user
                    ORDER BY c.last_at DESC LIMIT 50) AS a
                UNION ALL
                SELECT b.* FROM (
                    SELECT c.* FROM conversations AS c
                    WHERE c.second_user_id = @user AND c.first_user_id <> @user
                    ORDER BY c.last_at DESC LIMIT 50) AS b) AS u
            INNER JOIN messages AS m ON m.conversation_id = u.id AND m.seq = u.last_seq
            ORDER BY u.last_at DESC
            LIMIT 50
            """),
        new(
            "sync page",
            """
            SELECT e.number, e.kind, e.conversation_id, e.seq, m.id, m.sender_id, s.username, m.content, m.created_at, m.client_message_id
            FROM user_events AS e
            INNER JOIN messages AS m ON m.conversation_id = e.conversation_id AND m.seq = e.seq
            INNER JOIN users AS s ON s.id = m.sender_id
            WHERE e.user_id = @user AND e.number > @number
            ORDER BY e.number
            LIMIT 200
            """),
    ];

    /// <summary>The large tables, by the names under which plans show them: PostgreSQL says the table's, SQLite the alias.</summary>
    public static readonly IReadOnlyList<string> LargeTables = ["messages", "conversations", "user_events", "m", "c", "e"];
}
