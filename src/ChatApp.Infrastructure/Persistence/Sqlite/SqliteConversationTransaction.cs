using System.Data;
using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <remarks>The single write lock of the database replaces all row locks.</remarks>
internal sealed class SqliteConversationTransaction(
    SqlitePreparedConnection connection, SqliteTransaction transaction, SqliteWriteGate gate) : IConversationTransaction
{
    private static readonly SqliteTable<Conversation> Conversations = new(ConversationTable.Rows);
    private static readonly SqliteTable<StreamCounter> Streams = new(StreamTable.Rows);
    private static readonly SqliteTable<Member> Members = new(MemberTable.Rows);
    private static readonly SqliteTable<Message> Messages = new(MessageTable.Rows);
    private static readonly SqliteTable<EventRow> Events = new(EventTable.Rows);

    private static readonly string SelectConversation = ConversationTable.Rows.Select("id = $1");
    private static readonly string SelectStream = StreamTable.Rows.Select("user_id = $1");
    private static readonly string SelectMembers = MemberTable.Rows.Select("conversation_id = $1");
    private static readonly string SelectMessage = MessageTable.Rows.Select("id = $1");

    private static readonly string SelectRepeat = MessageTable.Rows.Select(
        "sender_id = $1 AND client_message_id = $2 AND client_message_id IS NOT NULL");

    private bool _holdsLocks;

    public Task<WriteRows> LockAsync(WriteKeys keys, CancellationToken cancellationToken)
    {
        _holdsLocks = true;
        var rows = new WriteRows();
        foreach (var id in keys.ConversationIds)
        {
            connection.Read(SelectConversation, row => rows.Add(ConversationTable.Rows.Read(row)), id);
            connection.Read(SelectMembers, row => rows.Add(MemberTable.Rows.Read(row)), id);
        }

        foreach (var id in keys.UserIds)
        {
            connection.Read(SelectStream, row => rows.Add(StreamTable.Rows.Read(row)), id);
        }

        foreach (var key in keys.Repeats)
        {
            connection.Read(
                SelectRepeat, row => rows.AddRepeat(MessageTable.Rows.Read(row)), key.SenderId, key.ClientMessageId);
        }

        foreach (var id in keys.PositionIds)
        {
            connection.Read(SelectMessage, row => rows.Add(MessagePosition.Of(MessageTable.Rows.Read(row))), id);
        }

        foreach (var id in keys.MessageIds)
        {
            connection.Read(SelectMessage, row => rows.Add(MessageTable.Rows.Read(row)), id);
        }

        return Task.FromResult(rows);
    }

    public Task<bool> IsStoredAsync(EventRow proof, CancellationToken cancellationToken)
    {
        var isStored = false;
        connection.Read(EventTable.FindCommit, _ => isStored = true, proof.UserId, proof.Number, proof.CommitId);
        return Task.FromResult(isStored);
    }

    public Task CommitAsync(BatchChanges changes)
    {
        try
        {
            Conversations.Update(connection, changes.Conversations);
            Streams.Update(connection, changes.Streams);
            Members.Update(connection, changes.Members);
            Messages.Update(connection, changes.Messages);
            Messages.Insert(connection, changes.NewMessages);
            Events.Insert(connection, changes.Events);
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

    // A commit is on the disk before other connections can read it.
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

    // After a restored backup, the message of a cached position may be missing.
    private void Confirm(IReadOnlyList<MessagePosition> positions)
    {
        foreach (var position in positions)
        {
            var stored = default(MessagePosition);
            connection.Read(
                SelectMessage, row => stored = MessagePosition.Of(MessageTable.Rows.Read(row)), position.MessageId);
            if (stored != position)
            {
                throw new DBConcurrencyException("The position of a message has changed since the batch was decided.");
            }
        }
    }
}
