using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>The statements of a batch, each prepared once.</summary>
internal sealed class SqliteBatchStatements(SqliteConnection connection) : IDisposable
{
    public SqliteStatement SelectPair { get; } = new(
        connection,
        """
        SELECT c.id, first.username, second.username
        FROM conversations c JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id
        WHERE c.first_user_id = $1 AND c.second_user_id = $2
        """,
        parameters: 2);

    public SqliteStatement InsertPair { get; } = new(
        connection,
        """
        INSERT INTO conversations (
            id, first_user_id, second_user_id, last_seq, sent_by_first,
            first_read_seq, second_read_seq, first_read_sent_by_first, second_read_sent_by_first)
        SELECT $1, first.id, second.id, 0, 0, 0, 0, 0, 0 FROM users first JOIN users second WHERE first.id = $2 AND second.id = $3
        ON CONFLICT (first_user_id, second_user_id) DO NOTHING
        """,
        parameters: 3);

    public SqliteStatement SelectConversation { get; } = new(
        connection,
        """
        SELECT first_user_id, second_user_id, last_seq, sent_by_first, last_at, last_message_id,
            first_read_seq, second_read_seq, first_read_sent_by_first, second_read_sent_by_first
        FROM conversations WHERE id = $1
        """,
        parameters: 1);

    public SqliteStatement SelectStream { get; } = new(connection, "SELECT head FROM user_streams WHERE user_id = $1", parameters: 1);

    public SqliteStatement SelectEarlier { get; } = new(
        connection,
        """
        SELECT id, conversation_id, seq, recipient_id, content, created_at, sent_by_first
        FROM messages WHERE sender_id = $1 AND client_message_id = $2 AND client_message_id IS NOT NULL
        """,
        parameters: 2);

    public SqliteStatement SelectMarked { get; } = new(
        connection, "SELECT conversation_id, seq, sent_by_first FROM messages WHERE id = $1", parameters: 1);

    public SqliteStatement InsertMessage { get; } = new(
        connection,
        """
        INSERT INTO messages
            (conversation_id, seq, id, sender_id, recipient_id, content, created_at, client_message_id, sent_by_first)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        parameters: 9);

    public SqliteStatement InsertEvent { get; } = new(
        connection,
        "INSERT INTO user_events (user_id, number, kind, conversation_id, seq, actor_id) VALUES ($1, $2, $3, $4, $5, $6)",
        parameters: 6);

    public SqliteStatement UpdateConversation { get; } = new(
        connection,
        """
        UPDATE conversations
        SET last_seq = $6, sent_by_first = $7, last_at = $8, last_message_id = $9, first_read_seq = $10,
            second_read_seq = $11,
            first_read_sent_by_first = $12, second_read_sent_by_first = $13
        WHERE id = $1 AND last_seq = $2 AND last_message_id IS $3 AND first_read_seq = $4 AND second_read_seq = $5
        """,
        parameters: 13);

    public SqliteStatement UpdateStream { get; } = new(
        connection, "UPDATE user_streams SET head = $3 WHERE user_id = $1 AND head = $2", parameters: 3);

    public void Dispose()
    {
        SelectPair.Dispose();
        InsertPair.Dispose();
        SelectConversation.Dispose();
        SelectStream.Dispose();
        SelectEarlier.Dispose();
        SelectMarked.Dispose();
        InsertMessage.Dispose();
        InsertEvent.Dispose();
        UpdateConversation.Dispose();
        UpdateStream.Dispose();
    }
}
