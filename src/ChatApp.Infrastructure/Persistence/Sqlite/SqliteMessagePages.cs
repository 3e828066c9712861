using System.Collections.Concurrent;
using ChatApp.Application.Messages;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Persistence.Writing.Tables;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// History on SQLite. Connections are kept with their prepared statements, at most <see cref="MaxIdle"/>: reading is
/// synchronous, so more than that are open only while more threads than that read.
/// </summary>
internal sealed class SqliteMessagePages(string connectionString, SqliteWriteGate gate) : IMessagePages, IDisposable
{
    private const int MaxIdle = 16;

    private readonly ConcurrentBag<SqliteReadConnection> _idle = [];

    public async Task<List<Message>> ReadAsync(
        Guid conversationId, HistoryRange range, int count, CancellationToken cancellationToken)
    {
        if (!_idle.TryTake(out var connection))
        {
            connection = await SqliteReadConnection.OpenAsync(connectionString, gate, cancellationToken);
        }

        try
        {
            var messages = Read(connection, conversationId, range, count);
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

    private static List<Message> Read(
        SqliteReadConnection connection, Guid conversationId, HistoryRange range, int count)
    {
        object?[] values =
            [SqliteValues.FromGuid(conversationId), (long)count, .. range.Bounds.Select(SqliteValues.FromGuid)];
        var messages = new List<Message>(count);
        using var reader = connection.Query(MessagePageSql.For(range), values);
        var row = new SqliteRowReader(reader);
        while (reader.Read())
        {
            messages.Add(MessageTable.Rows.Read(row));
        }

        return messages;
    }
}
