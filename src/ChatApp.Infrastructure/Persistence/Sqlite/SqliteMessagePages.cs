using System.Collections.Concurrent;
using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;
using ChatApp.Infrastructure.Persistence.Messages;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// History on SQLite. Connections are kept with their prepared statements, at most <see cref="MaxIdle"/>: reading is synchronous, so more
/// than that are open only while more threads than that read.
/// </summary>
internal sealed class SqliteMessagePages(string connectionString, SqliteWriteGate gate) : IMessagePages, IDisposable
{
    private const int MaxIdle = 16;

    private readonly ConcurrentBag<SqliteReadConnection> _idle = [];

    public async Task<List<MessageDto>> ReadAsync(
        KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken)
    {
        if (!_idle.TryTake(out var connection))
        {
            connection = await SqliteReadConnection.OpenAsync(connectionString, gate, cancellationToken);
        }

        try
        {
            var messages = Read(connection, conversation, range, count);
            if (connection.MayBeKept && _idle.Count < MaxIdle)
            {
                _idle.Add(connection);
                connection = null;
            }

            return messages;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private static List<MessageDto> Read(SqliteReadConnection connection, KnownConversation conversation, HistoryRange range, int count)
    {
        object?[] values =
        [
            SqliteValues.FromGuid(conversation.Id),
            (long)count,
            .. range.Bounds.Select(SqliteValues.FromGuid),
        ];
        var messages = new List<MessageDto>(count);
        using var rows = connection.Query(MessagePageSql.For(range), values);
        while (rows.Read())
        {
            messages.Add(MessageOf(rows, conversation));
        }

        return messages;
    }

    private static MessageDto MessageOf(SqliteDataReader row, KnownConversation conversation)
    {
        var senderId = SqliteValues.ToGuid(row.GetFieldValue<byte[]>(2));
        return new MessageDto(
            SqliteValues.ToGuid(row.GetFieldValue<byte[]>(1)),
            senderId,
            conversation.UsernameOf(senderId),
            conversation.Pair.PeerOf(senderId),
            row.GetString(3),
            SqliteValues.ToTime(row.GetInt64(4)),
            row.GetInt64(0),
            row.IsDBNull(5) ? null : SqliteValues.ToGuid(row.GetFieldValue<byte[]>(5)));
    }
}
