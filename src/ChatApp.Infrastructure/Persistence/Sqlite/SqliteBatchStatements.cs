using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>The statements of a batch on one connection, each prepared once.</summary>
internal sealed class SqliteBatchStatements(SqliteConnection connection) : IDisposable
{
    public SqliteTable<Conversation> Conversations { get; } = new(connection, ConversationTable.Rows);

    public SqliteTable<StreamCounter> Streams { get; } = new(connection, StreamTable.Rows);

    public SqliteTable<Member> Members { get; } = new(connection, MemberTable.Rows);

    public SqliteTable<Message> Messages { get; } = new(connection, MessageTable.Rows);

    public SqliteTable<EventRow> Events { get; } = new(connection, EventTable.Rows);

    public SqliteStatement SelectPair { get; } = new(
        connection,
        """
        SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username
        FROM conversations c
        JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id
        WHERE c.first_user_id = $1 AND c.second_user_id = $2
        """,
        parameters: 2);

    public SqliteStatement SelectOfMessage { get; } = new(
        connection,
        """
        SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username
        FROM messages m JOIN conversations c ON c.id = m.conversation_id
        JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id
        WHERE m.id = $1
        """,
        parameters: 1);

    public SqliteStatement InsertPair { get; } = new(
        connection,
        """
        INSERT INTO conversations (id, first_user_id, second_user_id, last_seq, sent_by_first, revision)
        SELECT $1, first.id, second.id, 0, 0, 0 FROM users first JOIN users second
        WHERE first.id = $2 AND second.id = $3
        ON CONFLICT (first_user_id, second_user_id) DO NOTHING
        """,
        parameters: 3);

    public SqliteStatement SelectConversation { get; } = Select(connection, ConversationTable.Rows, "id = $1");

    public SqliteStatement SelectStream { get; } = Select(connection, StreamTable.Rows, "user_id = $1");

    public SqliteStatement SelectMembers { get; } = Select(connection, MemberTable.Rows, "conversation_id = $1");

    public SqliteStatement SelectRepeat { get; } = Select(
        connection,
        MessageTable.Rows,
        "sender_id = $1 AND client_message_id = $2 AND client_message_id IS NOT NULL",
        parameters: 2);

    public SqliteStatement SelectMessage { get; } = Select(connection, MessageTable.Rows, "id = $1");

    public void Dispose()
    {
        Conversations.Dispose();
        Streams.Dispose();
        Members.Dispose();
        Messages.Dispose();
        Events.Dispose();
        SelectPair.Dispose();
        SelectOfMessage.Dispose();
        InsertPair.Dispose();
        SelectConversation.Dispose();
        SelectStream.Dispose();
        SelectMembers.Dispose();
        SelectRepeat.Dispose();
        SelectMessage.Dispose();
    }

    private static SqliteStatement Select<TRow>(
        SqliteConnection connection, Table<TRow> table, string condition, int parameters = 1)
        where TRow : class =>
        new(connection, $"SELECT {table.ListColumns("t")} FROM {table.Name} t WHERE {condition}", parameters);
}
