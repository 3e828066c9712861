namespace ChatApp.LoadTest.Plans;

/// <summary>
/// The reads that grow with the data: copies of what the server or EF Core writes (its category shows that at level
/// Information), with the limits of a page in place of parameters, to be kept in step by hand. PostgreSQL and SQLite
/// take the same text. PostgreSQL plans them for the values at hand; that the plans which the server fixes use indexes
/// is what its tests look at.
/// </summary>
internal sealed record ReadQuery(string Name, string Sql)
{
    private const string Peer = "CASE WHEN c.first_user_id = m.user_id THEN c.second_user_id ELSE c.first_user_id END";

    private const string Unread =
        $"""
        (CASE WHEN {Peer} = m.user_id THEN 0
            ELSE CASE WHEN c.first_user_id = m.user_id
                THEN c.last_seq - c.sent_by_first - (m.read_seq - m.read_sent_by_first)
                ELSE c.sent_by_first - m.read_sent_by_first END - (
                SELECT count(*) FROM messages AS d
                WHERE d.conversation_id = m.conversation_id AND d.seq > m.read_seq
                  AND d.sender_id = {Peer} AND d.deleted_at IS NOT NULL) END)
        """;

    public static readonly IReadOnlyList<ReadQuery> All =
    [
        new(
            "history page",
            """
            SELECT m.id, m.conversation_id, m.seq, m.sender_id, m.recipient_id, m.created_at, m.client_message_id,
                   m.sent_by_first, m.content, u.username
            FROM messages m JOIN users u ON u.id = m.sender_id WHERE m.conversation_id = @conversation
              AND m.seq < (SELECT b.seq FROM messages b WHERE b.id = @message AND b.conversation_id = @conversation)
              AND m.seq > (
                  SELECT a.seq FROM messages a WHERE a.id = @conversation AND a.conversation_id = @conversation)
            ORDER BY m.seq DESC LIMIT 51
            """),
        new(
            "history page around a message",
            """
            SELECT * FROM (
                SELECT m.id, m.conversation_id, m.seq, m.sender_id, m.content, u.username
                FROM messages m JOIN users u ON u.id = m.sender_id
                WHERE m.conversation_id = @conversation AND m.seq <= (
                    SELECT b.seq FROM messages b WHERE b.id = @message AND b.conversation_id = @conversation)
                ORDER BY m.seq DESC LIMIT (51 + 3) / 2) AS older
            UNION ALL SELECT * FROM (
                SELECT m.id, m.conversation_id, m.seq, m.sender_id, m.content, u.username
                FROM messages m JOIN users u ON u.id = m.sender_id
                WHERE m.conversation_id = @conversation AND m.seq > (
                    SELECT b.seq FROM messages b WHERE b.id = @message AND b.conversation_id = @conversation)
                ORDER BY m.seq LIMIT 51 / 2) AS newer
            ORDER BY seq DESC
            """),
        new(
            "conversation list page",
            $"""
            SELECT u.id, u.username, u.display_name, l.content, l.id, l.sender_id, c.last_at, c.last_seq, {Unread},
                   m.read_seq, COALESCE(t.shown_read_seq, t.read_seq), t.delivered_seq, m.archived, m.muted, m.pinned,
                   c.id
            FROM conversation_members AS m
            INNER JOIN conversations AS c ON m.conversation_id = c.id
            INNER JOIN conversation_members AS t ON m.conversation_id = t.conversation_id
                AND {Peer} = t.user_id
            INNER JOIN users AS u ON {Peer} = u.id
            INNER JOIN messages AS l ON m.conversation_id = l.conversation_id AND c.last_seq = l.seq
            WHERE m.user_id = @user AND m.archived = @archived AND m.listed_minute <= @minute
              AND m.listed_minute >= COALESCE((
                  SELECT o.listed_minute FROM conversation_members AS o
                  INNER JOIN conversations AS e ON o.conversation_id = e.id
                  WHERE o.user_id = @user AND o.archived = @archived AND o.listed_minute <= @minute
                    AND (o.listed_minute < @minute OR e.last_at < @at OR (e.last_at = @at AND e.id < @conversation))
                  ORDER BY o.listed_minute DESC LIMIT 1 OFFSET 50), @oldest)
              AND (m.listed_minute < @minute OR c.last_at < @at OR (c.last_at = @at AND c.id < @conversation))
            ORDER BY m.listed_minute DESC, c.last_at DESC, c.id DESC LIMIT 51
            """),
        new(
            "unread total",
            $"""
            SELECT sum({Unread}), count(*)
            FROM conversation_members AS m
            INNER JOIN conversations AS c ON m.conversation_id = c.id
            WHERE m.user_id = @user AND m.archived = @archived AND NOT m.muted
              AND c.last_seq > m.read_seq AND {Unread} > 0
            """),
        new(
            "blocks page",
            $"""
            SELECT u.id, u.username, u.display_name
            FROM conversation_members AS m
            INNER JOIN conversations AS c ON m.conversation_id = c.id
            INNER JOIN users AS u ON {Peer} = u.id
            WHERE m.user_id = @user AND m.blocked_at <= @at AND (m.blocked_at < @at OR {Peer} < @user)
            ORDER BY m.blocked_at DESC, {Peer} DESC LIMIT 51
            """),
        new(
            "export page of sessions",
            "SELECT s.* FROM sessions AS s WHERE s.user_id = @user AND s.id > @conversation ORDER BY s.id LIMIT 100"),
        new(
            "export page of blocks",
            $"""
            SELECT u.id, u.username, u.display_name, m.blocked_at
            FROM conversation_members AS m
            INNER JOIN conversations AS c ON m.conversation_id = c.id
            INNER JOIN users AS u ON {Peer} = u.id
            WHERE m.user_id = @user AND m.blocked_at >= @at AND (m.blocked_at > @at OR {Peer} > @user)
            ORDER BY m.blocked_at, {Peer} LIMIT 100
            """),
        new(
            "export page of conversations",
            $"""
            SELECT u.id, u.username, u.display_name, l.content, l.id, l.sender_id, c.last_at, c.last_seq, {Unread},
                   m.read_seq, COALESCE(t.shown_read_seq, t.read_seq), t.delivered_seq, m.archived, m.muted, m.pinned,
                   c.id
            FROM conversation_members AS m
            INNER JOIN conversations AS c ON m.conversation_id = c.id
            INNER JOIN conversation_members AS t ON m.conversation_id = t.conversation_id
                AND {Peer} = t.user_id
            INNER JOIN users AS u ON {Peer} = u.id
            INNER JOIN messages AS l ON m.conversation_id = l.conversation_id AND c.last_seq = l.seq
            WHERE m.user_id = @user AND m.conversation_id > @conversation AND m.listed_minute IS NOT NULL
              AND m.conversation_id <= COALESCE((
                  SELECT o.conversation_id FROM conversation_members AS o
                  WHERE o.user_id = @user AND o.conversation_id > @conversation AND o.listed_minute IS NOT NULL
                  ORDER BY o.conversation_id LIMIT 1 OFFSET 99), @latest)
            ORDER BY m.conversation_id LIMIT 100
            """),
        new(
            "export page of messages",
            """
            SELECT m.* FROM messages AS m
            WHERE m.conversation_id = @conversation AND m.seq > @number AND m.seq <= @number + 1000
            ORDER BY m.seq LIMIT 100
            """),
        new(
            "sync page",
            """
            SELECT u0.number, u0.kind, u0.actor_id, u0.payload, m.conversation_id, m.seq, m.client_message_id,
                   m.content, m.created_at, m.id, m.recipient_id, m.sender_id, m.sent_by_first, u1.username,
                   u1.display_name
            FROM (
                SELECT e.number, e.actor_id, e.conversation_id, e.kind, e.payload, e.seq
                FROM user_events AS e
                WHERE e.user_id = @user AND e.number > @number
                ORDER BY e.number LIMIT 201) AS u0
            LEFT JOIN messages AS m ON u0.conversation_id = m.conversation_id AND u0.seq = m.seq
            LEFT JOIN users AS u1 ON COALESCE(m.sender_id, u0.actor_id) = u1.id
            ORDER BY u0.number
            """),
        new(
            "search in the events that are not in the index",
            """
            SELECT e.number, e.kind, d.number, m.id, m.content, u.username
            FROM user_events AS e
            INNER JOIN messages AS m ON e.conversation_id = m.conversation_id AND e.seq = m.seq
            INNER JOIN users AS u ON m.sender_id = u.id
            LEFT JOIN search_documents AS d ON d.stream_id = 1 AND d.message_id = m.id
            WHERE e.user_id = @user AND e.number > @number AND e.number <= @number + 200 AND e.kind IN (1, 3)
            """),
    ];

    /// <summary>The search in the index, of the stream that came into it first.</summary>
    public static readonly ReadQuery PostgresSearch = new(
        "search in the index",
        """
        SELECT m.id, m.content, u.username, hit.number
        FROM (
            SELECT found.message_id, found.number
            FROM unnest(ARRAY['''1.1.harb'':* & ''1.1.old''', '''1.0.harb'':* & ''1.0.old''']) AS slice(condition)
            CROSS JOIN LATERAL (
                SELECT s.message_id, s.number FROM search_documents s
                WHERE s.tokens @@ slice.condition::tsquery AND s.number < 1000000
                ORDER BY s.number DESC LIMIT 51) AS found
            LIMIT 51) AS hit
        JOIN messages m ON m.id = hit.message_id JOIN users u ON u.id = m.sender_id
        """);

    /// <inheritdoc cref="PostgresSearch"/>
    public static readonly ReadQuery SqliteSearch = new(
        "search in the index",
        """
        SELECT m.id, m.content, u.username, hit.rowid
        FROM (
            SELECT rowid, message_id FROM search_tokens
            WHERE search_tokens MATCH '"1.0.harb" * AND "1.0.old"' AND rowid < 68720476736
            ORDER BY rowid DESC LIMIT 51) AS hit
        CROSS JOIN messages m ON m.id = hit.message_id CROSS JOIN users u ON u.id = m.sender_id
        """);

    /// <summary>
    /// The large tables, by the names under which plans show them: PostgreSQL says the table's, SQLite the alias.
    /// </summary>
    public static readonly IReadOnlyList<string> LargeTables =
    [
        "messages", "conversations", "conversation_members", "user_events", "sessions",
        "search_documents",
        "m", "a", "b", "c", "o", "e", "t", "l", "d", "s",
    ];
}
