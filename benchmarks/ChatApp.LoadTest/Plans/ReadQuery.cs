namespace ChatApp.LoadTest.Plans;

/// <summary>
/// The reads that grow with the data: copies of what the server or EF Core writes (its category shows that at level Information), with the limits of a page in place of parameters, to be kept in step by
/// hand. PostgreSQL and SQLite take the same text. PostgreSQL plans them for the values at hand; that the plans which the server fixes use indexes is what its tests look at.
/// </summary>
internal sealed record ReadQuery(string Name, string Sql)
{
    public static readonly IReadOnlyList<ReadQuery> All =
    [
        new(
            "history page",
            """
            SELECT m.seq, m.id, m.sender_id, m.content, m.created_at, m.client_message_id
            FROM messages m WHERE m.conversation_id = @conversation
              AND m.seq < (SELECT b.seq FROM messages b WHERE b.id = @message AND b.conversation_id = @conversation)
              AND m.seq > (SELECT a.seq FROM messages a WHERE a.id = @conversation AND a.conversation_id = @conversation)
            ORDER BY m.seq DESC LIMIT 51
            """),
        new(
            "conversation list page",
            """
            SELECT u1.peer_id, u0.username, u0.display_name, m.content, m.id, m.sender_id, u1.last_at, u1.last_seq,
                   CASE WHEN u1.peer_id = @user THEN 0
                        WHEN u1.is_first THEN (u1.last_seq - u1.sent_by_first) - (u1.read_seq - u1.read_sent_by_first)
                        ELSE u1.sent_by_first - u1.read_sent_by_first END,
                   u1.read_seq, u1.peer_read_seq
            FROM (
                SELECT u.* FROM (
                    SELECT c1.* FROM (
                        SELECT c.id, c.second_user_id AS peer_id, TRUE AS is_first, c.last_seq, c.last_at, c.sent_by_first,
                               c.first_read_seq AS read_seq, c.first_read_sent_by_first AS read_sent_by_first, c.second_read_seq AS peer_read_seq
                        FROM conversations AS c
                        WHERE c.first_user_id = @user AND c.last_minute <= @minute
                          AND (c.last_at < @at OR (c.last_at = @at AND c.id < @conversation))
                          AND c.last_minute >= COALESCE((
                              SELECT o.last_minute FROM conversations AS o
                              WHERE o.first_user_id = @user AND o.last_minute <= @minute
                                AND (o.last_at < @at OR (o.last_at = @at AND o.id < @conversation))
                              ORDER BY o.last_minute DESC LIMIT 1 OFFSET 50), @oldest)
                        ORDER BY c.last_minute DESC, c.last_at DESC, c.id DESC LIMIT 51) AS c1
                    UNION ALL
                    SELECT c2.* FROM (
                        SELECT c.id, c.first_user_id AS peer_id, FALSE AS is_first, c.last_seq, c.last_at, c.sent_by_first,
                               c.second_read_seq AS read_seq, c.second_read_sent_by_first AS read_sent_by_first, c.first_read_seq AS peer_read_seq
                        FROM conversations AS c
                        WHERE c.second_user_id = @user AND c.first_user_id <> @user AND c.last_minute <= @minute
                          AND (c.last_at < @at OR (c.last_at = @at AND c.id < @conversation))
                          AND c.last_minute >= COALESCE((
                              SELECT o.last_minute FROM conversations AS o
                              WHERE o.second_user_id = @user AND o.first_user_id <> @user AND o.last_minute <= @minute
                                AND (o.last_at < @at OR (o.last_at = @at AND o.id < @conversation))
                              ORDER BY o.last_minute DESC LIMIT 1 OFFSET 50), @oldest)
                        ORDER BY c.last_minute DESC, c.last_at DESC, c.id DESC LIMIT 51) AS c2) AS u
                ORDER BY u.last_at DESC, u.id DESC LIMIT 51) AS u1
            INNER JOIN users AS u0 ON u1.peer_id = u0.id
            INNER JOIN messages AS m ON u1.id = m.conversation_id AND u1.last_seq = m.seq
            ORDER BY u1.last_at DESC, u1.id DESC
            """),
        new(
            "sync page",
            """
            SELECT u0.number, u0.kind, u0.actor_id, m.conversation_id, m.seq, m.client_message_id, m.content, m.created_at, m.id,
                   m.recipient_id, m.sender_id, m.sent_by_first, u1.username
            FROM (
                SELECT e.number, e.actor_id, e.conversation_id, e.kind, e.seq
                FROM user_events AS e
                WHERE e.user_id = @user AND e.number > @number
                ORDER BY e.number LIMIT 201) AS u0
            INNER JOIN messages AS m ON u0.conversation_id = m.conversation_id AND u0.seq = m.seq
            INNER JOIN users AS u1 ON m.sender_id = u1.id
            ORDER BY u0.number
            """),
    ];

    /// <summary>The large tables, by the names under which plans show them: PostgreSQL says the table's, SQLite the alias.</summary>
    public static readonly IReadOnlyList<string> LargeTables = ["messages", "conversations", "user_events", "m", "a", "b", "c", "o", "e"];
}
