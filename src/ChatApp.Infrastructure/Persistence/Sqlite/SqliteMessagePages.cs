using System.Collections.Concurrent;
using ChatApp.Application.Messages;
using ChatApp.Application.Writing;
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

    private static List<MessageDto> Read(
        SqliteReadConnection connection, KnownConversation conversation, HistoryRange range, int count)
    {
        object?[] values =
            [SqliteValues.FromGuid(conversation.Id), (long)count, .. range.Bounds.Select(SqliteValues.FromGuid)];
        using var reader = connection.Query(MessagePageSql.For(range), values);
        var row = new SqliteRowReader(reader);
        var (message, messages) = (new Message(), new List<MessageDto>(count));
        while (reader.Read())
        {
            MessageTable.Rows.Read(row, message);
            messages.Add(MessageDto.From(message, conversation.UsernameOf(message.SenderId)));
        }

        return messages;
    }
}
