using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Persistence.Messages.Batching;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <remarks>
/// BEGIN and COMMIT travel within the batches as plain statements, which saves a round trip each. Without locks there is one batch, and what is sent as one is
/// one transaction anyway, committed at its end (https://www.postgresql.org/docs/current/protocol-flow.html, pipelining). Closing a connection that is within a
/// transaction rolls it back. READ COMMITTED gives each statement a view of its own, so the statements after the locks see all
/// that was committed before the locks were granted.
/// </remarks>
internal sealed class PostgresConversationTransaction(NpgsqlConnection connection, NpgsqlDataSource connections)
    : IConversationTransaction
{
    // A node that hangs or vanishes between the locks and the commit must not keep them. This counts while PostgreSQL waits for the next batch; a
    // node that vanishes while a batch is on its way is noticed by the keepalives of DatabaseSettings.
    private const string LimitIdleTime = "SET LOCAL idle_in_transaction_session_timeout = '3s'";

    // 01000, which no statement of a batch gives: the wait for a synchronous standby was cancelled, as the driver does after the time-out. The
    // transaction is committed, and everybody sees it, but a failover may lose it.
    private const string Warning = "01000";

    private const string LockConversations =
        """
        SELECT id, first_user_id, second_user_id, last_seq, sent_by_first, last_at, last_message_id,
            first_read_seq, second_read_seq, first_read_sent_by_first, second_read_sent_by_first
        FROM conversations WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE
        """;

    private const string LockStreams =
        "SELECT user_id, head FROM user_streams WHERE user_id = ANY($1) ORDER BY user_id FOR NO KEY UPDATE";

    private const string SelectEarlier =
        """
        SELECT m.id, m.conversation_id, m.seq, m.sender_id, m.recipient_id, m.content, m.created_at, m.client_message_id, m.sent_by_first
        FROM unnest($1, $2) AS asked(sender_id, client_message_id)
        JOIN messages m ON m.sender_id = asked.sender_id AND m.client_message_id = asked.client_message_id
        """;

    private const string SelectMarked = "SELECT id, conversation_id, seq, sent_by_first FROM messages WHERE id = ANY($1)";

    private bool _holdsLocks;

    public async Task<BatchRows> LockAsync(BatchKeys keys, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = DatabaseSettings.CommandTimeoutSeconds };
        Add(batch, "BEGIN");
        Add(batch, LimitIdleTime);
        Add(batch, LockConversations, PostgresArray.OfUuids(keys.ConversationIds));
        Add(batch, LockStreams, PostgresArray.OfUuids(keys.UserIds));
        if (keys.Repeats.Count > 0)
        {
            Add(batch, SelectEarlier, PostgresArray.OfUuids(keys.Repeats.Select(key => key.SenderId)), PostgresArray.OfUuids(keys.Repeats.Select(key => key.ClientMessageId)));
        }

        if (keys.MarkedMessageIds.Count > 0)
        {
            Add(batch, SelectMarked, PostgresArray.OfUuids(keys.MarkedMessageIds));
        }

        _holdsLocks = true;

        // BEGIN and SET have no result set, so the reader stands at the conversations.
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            return await ReadAsync(reader, keys, cancellationToken);
        }
        catch (Exception exception)
        {
            PostgresOutages.LetGo(connections, exception);
            throw;
        }
    }

    public async Task CommitAsync(WriteBatch batch)
    {
        await using var statements = new NpgsqlBatch(connection) { Timeout = DatabaseSettings.CommandTimeoutSeconds };
        PostgresBatchStatements.AddTo(statements, batch);
        await CommitAsync(statements);
    }

    public async Task ConfirmAsync()
    {
        // The row locks stand in the log behind the commits that they waited for, so a standby that has this commit has those too.
        await using var statements = new NpgsqlBatch(connection) { Timeout = DatabaseSettings.CommandTimeoutSeconds };
        await CommitAsync(statements);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task CommitAsync(NpgsqlBatch statements)
    {
        var isWaitCutShort = false;
        connection.Notice += (_, notice) => isWaitCutShort |= notice.Notice.SqlState == Warning;
        if (_holdsLocks)
        {
            Add(statements, "COMMIT");
        }

        // Once this is under way only the database knows how it ends, so nothing cancels it.
        try
        {
            await statements.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            PostgresOutages.LetGo(connections, exception);
            throw;
        }

        if (isWaitCutShort)
        {
            throw new TimeoutException("The commit is not known to have reached a synchronous standby.");
        }
    }

    private static async Task<BatchRows> ReadAsync(NpgsqlDataReader reader, BatchKeys keys, CancellationToken cancellationToken)
    {
        var rows = new BatchRows();
        while (await reader.ReadAsync(cancellationToken))
        {
            var conversation = ReadConversation(reader);
            rows.Conversations.Add(conversation.Id, conversation);
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Streams.Add(reader.GetGuid(0), StreamCounter.Restore(reader.GetGuid(0), reader.GetInt64(1)));
        }

        if (keys.Repeats.Count > 0)
        {
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var message = ReadMessage(reader);
                rows.Earlier.Add((message.SenderId, message.ClientMessageId!.Value), message);
            }
        }

        if (keys.MarkedMessageIds.Count > 0)
        {
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Marked.Add(reader.GetGuid(0), new MessagePlace(reader.GetGuid(1), reader.GetInt64(2), reader.GetInt64(3)));
            }
        }

        return rows;
    }

    private static Conversation ReadConversation(NpgsqlDataReader reader) => Conversation.Restore(
        reader.GetGuid(0),
        ParticipantPair.Of(reader.GetGuid(1), reader.GetGuid(2)),
        reader.GetInt64(3),
        reader.GetInt64(4),
        reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5),
        reader.IsDBNull(6) ? null : reader.GetGuid(6),
        new ReadMark(reader.GetInt64(7), reader.GetInt64(9)),
        new ReadMark(reader.GetInt64(8), reader.GetInt64(10)));

    private static Message ReadMessage(NpgsqlDataReader reader) => Message.Restore(
        reader.GetGuid(0),
        reader.GetGuid(1),
        reader.GetInt64(2),
        reader.GetGuid(3),
        reader.GetGuid(4),
        reader.GetString(5),
        reader.GetFieldValue<DateTimeOffset>(6),
        reader.GetGuid(7),
        reader.GetInt64(8));

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }
}
