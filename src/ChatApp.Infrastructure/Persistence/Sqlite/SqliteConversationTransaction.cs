using System.Data;
using ChatApp.Application.Writing;
using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <remarks>The one write lock of the database stands in for all row locks.</remarks>
internal sealed class SqliteConversationTransaction(
    SqliteBatchStatements statements,
    SqliteTransaction transaction,
    SqliteWriteGate gate) : IConversationTransaction
{
    private bool _holdsLocks;

    public Task<WriteRows> LockAsync(WriteKeys keys, CancellationToken cancellationToken)
    {
        _holdsLocks = true;
        var rows = new WriteRows();
        foreach (var id in keys.ConversationIds)
        {
            Read(statements.SelectConversation, ConversationTable.Rows, row => rows.Conversations.Add(id, row), id);
            Read(statements.SelectMembers, MemberTable.Rows, row => rows.Members.Add((id, row.UserId), row), id);
        }

        foreach (var id in keys.UserIds)
        {
            Read(statements.SelectStream, StreamTable.Rows, row => rows.Streams.Add(id, row), id);
        }

        foreach (var key in keys.Repeats)
        {
            Read(
                statements.SelectRepeat,
                MessageTable.Rows,
                row => rows.Repeats.Add(key, row),
                key.SenderId,
                key.ClientMessageId);
        }

        foreach (var id in keys.PositionIds)
        {
            Read(
                statements.SelectMessage,
                MessageTable.Rows,
                row => rows.Positions.Add(id, MessagePosition.Of(row)),
                id);
        }

        foreach (var id in keys.MessageIds)
        {
            Read(statements.SelectMessage, MessageTable.Rows, row => rows.Messages.Add(id, row), id);
        }

        return Task.FromResult(rows);
    }

    public Task CommitAsync(BatchChanges changes)
    {
        try
        {
            statements.Conversations.Update(transaction, changes.Conversations);
            statements.Streams.Update(transaction, changes.Streams);
            statements.Members.Update(transaction, changes.Members);
            statements.Messages.Update(transaction, changes.Messages);
            statements.Messages.Insert(transaction, changes.NewMessages);
            statements.Events.Insert(transaction, changes.Events);
            if (!_holdsLocks)
            {
                Confirm(changes.Positions);
            }

            transaction.Commit();
            gate.Note(failure: null);
        }
        catch (Exception exception)
        {
            gate.Note(exception);
            throw;
        }

        return Task.CompletedTask;
    }

    // What is committed here is on the disk before anyone can read it.
    public Task ConfirmAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        try
        {
            transaction.Dispose();
        }
        finally
        {
            gate.Leave();
        }

        return ValueTask.CompletedTask;
    }

    private void Read<TRow>(
        SqliteStatement statement, Table<TRow> table, Action<TRow> add, params ReadOnlySpan<Guid> ids)
        where TRow : class
    {
        object?[] values = ids.Length == 1
            ? [SqliteValues.FromGuid(ids[0])]
            : [SqliteValues.FromGuid(ids[0]), SqliteValues.FromGuid(ids[1])];
        using var reader = statement.Query(transaction, values);
        while (reader.Read())
        {
            add(table.Read(new SqliteRowReader(reader)));
        }
    }

    // A remembered position may be of a message that a file from a backup does not have.
    private void Confirm(IReadOnlyList<MessagePosition> positions)
    {
        foreach (var position in positions)
        {
            var stored = default(MessagePosition);
            Read(
                statements.SelectMessage,
                MessageTable.Rows,
                row => stored = MessagePosition.Of(row),
                position.MessageId);
            if (stored != position)
            {
                throw new DBConcurrencyException("A message is not where it was when the batch was decided.");
            }
        }
    }
}
