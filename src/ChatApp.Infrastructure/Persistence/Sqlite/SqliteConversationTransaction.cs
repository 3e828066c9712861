using System.Data;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Persistence.Events;
using ChatApp.Infrastructure.Persistence.Messages.Batching;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <remarks>The one write lock of the database stands in for all row locks.</remarks>
internal sealed class SqliteConversationTransaction(
    SqliteBatchStatements statements,
    SqliteTransaction transaction,
    SqliteWriteGate gate) : IConversationTransaction
{
    public Task<BatchRows> LockAsync(BatchKeys keys, CancellationToken cancellationToken)
    {
        var rows = new BatchRows();
        foreach (var id in keys.ConversationIds)
        {
            ReadConversation(rows, id);
        }

        foreach (var userId in keys.UserIds)
        {
            using var reader = statements.SelectStream.Query(transaction, SqliteValues.FromGuid(userId));
            if (reader.Read())
            {
                rows.Streams.Add(userId, StreamCounter.Restore(userId, reader.GetInt64(0)));
            }
        }

        foreach (var (senderId, clientMessageId) in keys.Repeats)
        {
            ReadEarlier(rows, senderId, clientMessageId);
        }

        foreach (var messageId in keys.MarkedMessageIds)
        {
            using var reader = statements.SelectMarked.Query(transaction, SqliteValues.FromGuid(messageId));
            if (reader.Read())
            {
                rows.Marked.Add(messageId, new MessagePlace(GetGuid(reader, 0), reader.GetInt64(1), reader.GetInt64(2)));
            }
        }

        return Task.FromResult(rows);
    }

    public Task CommitAsync(WriteBatch batch)
    {
        try
        {
            Write(batch);
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

    private void Write(WriteBatch batch)
    {
        foreach (var changed in batch.ChangedConversations)
        {
            Update(changed);
        }

        foreach (var stream in batch.AdvancedStreams)
        {
            EnsureChanged(statements.UpdateStream.Execute(
                transaction, SqliteValues.FromGuid(stream.UserId), stream.Before, stream.Head));
        }

        foreach (var message in batch.Messages)
        {
            Insert(message);
        }

        foreach (var row in batch.Events.SelectMany(EventRow.Of))
        {
            statements.InsertEvent.Execute(
                transaction,
                SqliteValues.FromGuid(row.UserId),
                row.Number,
                (short)row.Kind,
                SqliteValues.FromGuid(row.ConversationId),
                row.Seq,
                ValueOf(row.ActorId));
        }
    }

    private void ReadConversation(BatchRows rows, Guid id)
    {
        using var reader = statements.SelectConversation.Query(transaction, SqliteValues.FromGuid(id));
        if (!reader.Read())
        {
            return;
        }

        rows.Conversations.Add(id, Conversation.Restore(
            id,
            ParticipantPair.Of(GetGuid(reader, 0), GetGuid(reader, 1)),
            reader.GetInt64(2),
            reader.GetInt64(3),
            reader.IsDBNull(4) ? null : SqliteValues.ToTime(reader.GetInt64(4)),
            reader.IsDBNull(5) ? null : GetGuid(reader, 5),
            new ReadMark(reader.GetInt64(6), reader.GetInt64(8)),
            new ReadMark(reader.GetInt64(7), reader.GetInt64(9))));
    }

    private void ReadEarlier(BatchRows rows, Guid senderId, Guid clientMessageId)
    {
        using var reader = statements.SelectEarlier.Query(
            transaction, SqliteValues.FromGuid(senderId), SqliteValues.FromGuid(clientMessageId));
        if (!reader.Read())
        {
            return;
        }

        rows.Earlier.Add((senderId, clientMessageId), Message.Restore(
            GetGuid(reader, 0),
            GetGuid(reader, 1),
            reader.GetInt64(2),
            senderId,
            GetGuid(reader, 3),
            reader.GetString(4),
            SqliteValues.ToTime(reader.GetInt64(5)),
            clientMessageId,
            reader.GetInt64(6)));
    }

    private void Update(ChangedConversation changed) => EnsureChanged(statements.UpdateConversation.Execute(
        transaction,
        SqliteValues.FromGuid(changed.Row.Id),
        changed.LastSeqBefore,
        ValueOf(changed.LastMessageIdBefore),
        changed.FirstReadBefore.Seq,
        changed.SecondReadBefore.Seq,
        changed.Row.LastSeq,
        changed.Row.SentByFirst,
        changed.Row.LastAt is { } lastAt ? SqliteValues.FromTime(lastAt) : null,
        ValueOf(changed.Row.LastMessageId),
        changed.Row.FirstRead.Seq,
        changed.Row.SecondRead.Seq,
        changed.Row.FirstRead.SentByFirst,
        changed.Row.SecondRead.SentByFirst));

    private static byte[]? ValueOf(Guid? id) => id is { } known ? SqliteValues.FromGuid(known) : null;

    private static void EnsureChanged(int rows)
    {
        if (rows == 0)
        {
            throw new DBConcurrencyException("A row is not as it was when the batch was decided.");
        }
    }

    private void Insert(Message message) => statements.InsertMessage.Execute(
        transaction,
        SqliteValues.FromGuid(message.ConversationId),
        message.Seq,
        SqliteValues.FromGuid(message.Id),
        SqliteValues.FromGuid(message.SenderId),
        SqliteValues.FromGuid(message.RecipientId),
        message.Content,
        SqliteValues.FromTime(message.CreatedAt),
        ValueOf(message.ClientMessageId),
        message.SentByFirst);

    private static Guid GetGuid(SqliteDataReader reader, int ordinal) => SqliteValues.ToGuid(reader.GetFieldValue<byte[]>(ordinal));
}
