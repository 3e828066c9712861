using ChatApp.Infrastructure.Persistence.Events;
using ChatApp.Infrastructure.Persistence.Messages.Batching;
using Npgsql;
using NpgsqlTypes;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// The writes of a batch as four statements, however many rows there are: each column is one array parameter, so the statements
/// stay the same and are prepared once per connection. The updates come first and, as they are planned, take their row locks in the order of
/// the arrays, which is that of the ids, as <see cref="PostgresConversationTransaction"/> takes them.
/// </summary>
internal static class PostgresBatchStatements
{
    private const string InsertMessages =
        """
        INSERT INTO messages
            (conversation_id, seq, id, sender_id, recipient_id, content, created_at, client_message_id, sent_by_first)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string InsertEvents =
        """
        INSERT INTO user_events (user_id, number, kind, conversation_id, seq, actor_id)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        """;

    // Fails, and the whole batch with it, if another node was here since the batch was decided; PostgreSQL has no way to say it that would not be
    // an error, so this one at least explains itself in its log.
    private const string AllOrNothing =
        """
        SELECT CASE WHEN count(*) = cardinality($1) THEN 0
            ELSE ('another node was first with ' || cardinality($1) - count(*) || ' rows, the batch is decided again')::int END
        FROM changed
        """;

    private const string UpdateConversations =
        $"""
        WITH changed AS (
            UPDATE conversations c
            SET last_seq = n.last_seq, sent_by_first = n.sent_by_first, last_at = n.last_at,
                last_message_id = n.last_message_id,
                first_read_seq = n.first_read_seq, second_read_seq = n.second_read_seq,
                first_read_sent_by_first = n.first_read_sent_by_first, second_read_sent_by_first = n.second_read_sent_by_first
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS n(
                id, last_before, last_message_before, first_read_before, second_read_before, last_seq, sent_by_first,
                    last_at,
                last_message_id, first_read_seq, second_read_seq, first_read_sent_by_first, second_read_sent_by_first)
            WHERE c.id = n.id AND c.last_seq =
                n.last_before AND c.last_message_id IS NOT DISTINCT FROM n.last_message_before
                AND c.first_read_seq = n.first_read_before AND c.second_read_seq = n.second_read_before
            RETURNING c.id)
        {AllOrNothing}
        """;

    private const string UpdateStreams =
        $"""
        WITH changed AS (
            UPDATE user_streams s SET head = n.head FROM unnest($1, $2, $3) AS n(user_id, before, head)
            WHERE s.user_id = n.user_id AND s.head = n.before RETURNING s.user_id)
        {AllOrNothing}
        """;

    public static void AddTo(NpgsqlBatch statements, WriteBatch batch)
    {
        statements.BatchCommands.Add(Columns.Of(UpdateConversations, batch.ChangedConversations)
            .With(changed => changed.Row.Id, NpgsqlDbType.Uuid)
            .With(changed => changed.LastSeqBefore, NpgsqlDbType.Bigint)
            .With(changed => changed.LastMessageIdBefore, NpgsqlDbType.Uuid)
            .With(changed => changed.FirstReadBefore.Seq, NpgsqlDbType.Bigint)
            .With(changed => changed.SecondReadBefore.Seq, NpgsqlDbType.Bigint)
            .With(changed => changed.Row.LastSeq, NpgsqlDbType.Bigint)
            .With(changed => changed.Row.SentByFirst, NpgsqlDbType.Bigint)
            .With(changed => changed.Row.LastAt, NpgsqlDbType.TimestampTz)
            .With(changed => changed.Row.LastMessageId, NpgsqlDbType.Uuid)
            .With(changed => changed.Row.FirstRead.Seq, NpgsqlDbType.Bigint)
            .With(changed => changed.Row.SecondRead.Seq, NpgsqlDbType.Bigint)
            .With(changed => changed.Row.FirstRead.SentByFirst, NpgsqlDbType.Bigint)
            .With(changed => changed.Row.SecondRead.SentByFirst, NpgsqlDbType.Bigint)
            .Command);

        statements.BatchCommands.Add(Columns.Of(UpdateStreams, [.. batch.AdvancedStreams])
            .With(stream => stream.UserId, NpgsqlDbType.Uuid)
            .With(stream => stream.Before, NpgsqlDbType.Bigint)
            .With(stream => stream.Head, NpgsqlDbType.Bigint)
            .Command);

        if (batch.Messages.Count > 0)
        {
            statements.BatchCommands.Add(Columns.Of(InsertMessages, batch.Messages)
                .With(message => message.ConversationId, NpgsqlDbType.Uuid)
                .With(message => message.Seq, NpgsqlDbType.Bigint)
                .With(message => message.Id, NpgsqlDbType.Uuid)
                .With(message => message.SenderId, NpgsqlDbType.Uuid)
                .With(message => message.RecipientId, NpgsqlDbType.Uuid)
                .With(message => message.Content, NpgsqlDbType.Text)
                .With(message => message.CreatedAt, NpgsqlDbType.TimestampTz)
                .With(message => message.ClientMessageId, NpgsqlDbType.Uuid)
                .With(message => message.SentByFirst, NpgsqlDbType.Bigint)
                .Command);
        }

        EventRow[] events = [.. batch.Events.SelectMany(EventRow.Of)];
        statements.BatchCommands.Add(Columns.Of(InsertEvents, events)
            .With(row => row.UserId, NpgsqlDbType.Uuid)
            .With(row => row.Number, NpgsqlDbType.Bigint)
            .With(row => (short)row.Kind, NpgsqlDbType.Smallint)
            .With(row => row.ConversationId, NpgsqlDbType.Uuid)
            .With(row => row.Seq, NpgsqlDbType.Bigint)
            .With(row => row.ActorId, NpgsqlDbType.Uuid)
            .Command);
    }

    private static class Columns
    {
        public static ColumnsOf<TRow> Of<TRow>(string sql, IReadOnlyCollection<TRow> rows) => new(sql, rows);
    }

    private sealed class ColumnsOf<TRow>(string sql, IReadOnlyCollection<TRow> rows)
    {
        public NpgsqlBatchCommand Command { get; } = new(sql);

        public ColumnsOf<TRow> With<TValue>(Func<TRow, TValue> column, NpgsqlDbType type)
        {
            Command.Parameters.Add(PostgresArray.Of(rows.Select(column), type));
            return this;
        }
    }
}
