using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Npgsql;
using NpgsqlTypes;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <remarks>
/// BEGIN and COMMIT are sent within the batches, which saves a round trip each. Without locks there is only one batch,
/// which PostgreSQL executes as one transaction (https://www.postgresql.org/docs/current/protocol-flow.html,
/// pipelining). In READ COMMITTED the statements after the locks see all that was committed before they were granted.
/// </remarks>
internal sealed class PostgresConversationTransaction(
    NpgsqlConnection connection, NpgsqlDataSource connections, PostgresTimeline timeline) : IConversationTransaction
{
    // A node that hangs between the locks and the commit must lose its locks. If it vanishes while it sends a batch,
    // the keepalives of DatabaseSettings detect it.
    internal const string LimitIdleTime = "SET LOCAL idle_in_transaction_session_timeout = '3s'";

    private static readonly PostgresTable<Conversation> Conversations = new(ConversationTable.Rows);
    private static readonly PostgresTable<StreamCounter> Streams = new(StreamTable.Rows);
    private static readonly PostgresTable<Member> Members = new(MemberTable.Rows);
    private static readonly PostgresTable<Message> Messages = new(MessageTable.Rows);
    private static readonly PostgresTable<EventRow> Events = new(EventTable.Rows);

    private static readonly string LockConversations =
        ConversationTable.Rows.Select("id = ANY($1) ORDER BY id FOR NO KEY UPDATE");

    private static readonly string LockStreams =
        StreamTable.Rows.Select("user_id = ANY($1) ORDER BY user_id FOR NO KEY UPDATE");

    // Every change of a member also changes a stream of its conversation, or the conversation itself, so their locks
    // guard the members too.
    private static readonly string SelectMembers = MemberTable.Rows.Select("conversation_id = ANY($1)");

    private static readonly string SelectRepeats =
        $"""
        SELECT {MessageTable.Rows.ListColumns("t")} FROM unnest($1, $2) AS asked(sender_id, client_message_id)
        JOIN messages t ON t.sender_id = asked.sender_id AND t.client_message_id = asked.client_message_id
        """;

    private static readonly string SelectMessages = MessageTable.Rows.Select("id = ANY($1)");

    private const string SelectPositions =
        "SELECT id, conversation_id, seq, sent_by_first FROM messages WHERE id = ANY($1)";

    // The message of a cached position may be missing in a database that has lost its last commits.
    private static readonly string ConfirmPositions =
        PostgresAllOrNothing.Of(
            """
            unnest($1, $2, $3) AS n(id, conversation_id, seq)
            JOIN messages t ON t.id = n.id AND t.conversation_id = n.conversation_id AND t.seq = n.seq
            """);

    private bool _holdsLocks;

    public async Task<WriteRows> LockAsync(WriteKeys keys, CancellationToken cancellationToken)
    {
        _holdsLocks = true;
        var rows = new WriteRows();
        var results = new List<Action<IRowReader>>();
        await using var batch = NewBatch();
        Add(batch, "BEGIN");
        Add(batch, LimitIdleTime);
        Select(LockConversations, row => rows.Add(ConversationTable.Rows.Read(row)), keys.ConversationIds);
        Select(LockStreams, row => rows.Add(StreamTable.Rows.Read(row)), keys.UserIds);
        Select(SelectMembers, row => rows.Add(MemberTable.Rows.Read(row)), keys.ConversationIds);
        Select(
            SelectRepeats,
            row => rows.AddRepeat(MessageTable.Rows.Read(row)),
            [.. keys.Repeats.Select(key => key.SenderId)],
            [.. keys.Repeats.Select(key => key.ClientMessageId)]);
        Select(SelectPositions, row => rows.Add(ReadPosition(row)), keys.PositionIds);
        Select(SelectMessages, row => rows.Add(MessageTable.Rows.Read(row)), keys.MessageIds);
        await PostgresOutages.GuardAsync(connections, ReadAsync(batch, results, cancellationToken));
        return rows;

        void Select(string sql, Action<IRowReader> add, params ReadOnlySpan<IReadOnlyCollection<Guid>> ids)
        {
            if (ids[0].Count > 0)
            {
                results.Add(add);
                Add(batch, sql, [.. ids.ToArray().Select(PostgresQueries.ArrayOf)]);
            }
        }
    }

    public async Task<bool> IsStoredAsync(EventRow proof, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(EventTable.FindCommit, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = proof.UserId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = proof.Number });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = proof.CommitId!.Value });
        var isStored =
            await PostgresOutages.GuardAsync(connections, command.ExecuteScalarAsync(cancellationToken)) is not null;
        if (isStored)
        {
            timeline.Remember(proof);
        }

        return isStored;
    }

    public async Task CommitAsync(BatchChanges changes)
    {
        await using var batch = NewBatch();
        AddTo(batch, changes);
        if (!_holdsLocks && changes.Positions.Count > 0)
        {
            Add(
                batch,
                ConfirmPositions,
                PostgresQueries.ArrayOf(changes.Positions.Select(position => position.MessageId)),
                PostgresQueries.ArrayOf(changes.Positions.Select(position => position.ConversationId)),
                PostgresQueries.ArrayOf(changes.Positions.Select(position => position.Seq), NpgsqlDbType.Bigint));
        }

        await CommitAsync(batch, changes.Proof);
    }

    /// <summary>In the order in which every writer locks rows.</summary>
    internal static void AddTo(NpgsqlBatch batch, BatchChanges changes)
    {
        Conversations.AddUpdate(batch, changes.Conversations);
        Streams.AddUpdate(batch, changes.Streams);
        Members.AddUpdate(batch, changes.Members);
        Messages.AddUpdate(batch, changes.Messages);
        Messages.AddInsert(batch, changes.NewMessages);
        Events.AddInsert(batch, changes.Events);
    }

    public async Task ConfirmAsync()
    {
        // In the write-ahead log, the row locks come after the commits that they waited for. A standby that has this
        // commit therefore has those too.
        await using var batch = NewBatch();
        await CommitAsync(batch, proof: null);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task CommitAsync(NpgsqlBatch batch, EventRow? proof)
    {
        using var wait = new StandbyWait(connection);
        if (_holdsLocks)
        {
            Add(batch, "COMMIT");
        }

        // Not cancellable: after the start only the database knows the outcome.
        await PostgresOutages.GuardAsync(connections, batch.ExecuteNonQueryAsync(CancellationToken.None));
        timeline.Remember(proof);
        wait.Check();
    }

    // BEGIN and SET have no result set, so the reader starts at the first requested one.
    private static async Task<int> ReadAsync(
        NpgsqlBatch batch, List<Action<IRowReader>> results, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var row = new PostgresRowReader(reader);
        foreach (var add in results)
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                add(row);
            }

            await reader.NextResultAsync(cancellationToken);
        }

        return results.Count;
    }

    private static MessagePosition ReadPosition(IRowReader row) =>
        new(row.Get<Guid>(0), row.Get<Guid>(1), row.Get<long>(2), row.Get<long>(3));

    private NpgsqlBatch NewBatch() => new(connection) { Timeout = DatabaseSettings.CommandTimeoutSeconds };

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
