using System.Collections.Concurrent;
using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Persistence.Writing.Tables;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <remarks>
/// Reads are synchronous, so there are as many connections as threads that read at the same time. At most
/// <see cref="MaxIdle"/> idle connections are kept.
/// </remarks>
internal sealed class SqliteReads(string connectionString, SqliteWriteGate gate) : IPreparedReads, IDisposable
{
    private const int MaxIdle = 16;
    private const string SelectBounds = "SELECT floor, head FROM user_streams WHERE user_id = $1";

    private readonly ConcurrentBag<SqlitePreparedConnection> _idle = [];

    public Task<List<MessageDto>> ReadMessagesAsync(
        KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken) =>
        ReadAsync(connection => ReadMessages(connection, conversation, range, count), cancellationToken);

    public Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadBoundsAsync(
        IReadOnlyList<Guid> userIds, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyDictionary<Guid, StreamBounds>>(
            connection => ReadBounds(connection, userIds), cancellationToken);

    public async Task<IReadOnlyList<StreamHead>> FindGrownAsync(
        IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken)
    {
        var stored = await ReadBoundsAsync([.. known.Select(stream => stream.UserId)], cancellationToken);
        return
        [
            .. known.Where(stream => stored.TryGetValue(stream.UserId, out var bounds) && bounds.Head > stream.Head)
                .Select(stream => new StreamHead(stream.UserId, stored[stream.UserId].Head)),
        ];
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private static List<MessageDto> ReadMessages(
        SqlitePreparedConnection connection, KnownConversation conversation, HistoryRange range, int count)
    {
        object?[] values = [conversation.Id, (long)count, .. range.Bounds.Cast<object>()];
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

    private static Dictionary<Guid, StreamBounds> ReadBounds(
        SqlitePreparedConnection connection, IReadOnlyList<Guid> userIds)
    {
        var found = new Dictionary<Guid, StreamBounds>(userIds.Count);
        foreach (var userId in userIds)
        {
            using var reader = connection.Query(SelectBounds, userId);
            if (reader.Read())
            {
                found.Add(userId, new StreamBounds(reader.GetInt64(0), reader.GetInt64(1)));
            }
        }

        return found;
    }

    private async Task<T> ReadAsync<T>(Func<SqlitePreparedConnection, T> read, CancellationToken cancellationToken)
    {
        if (!_idle.TryTake(out var connection))
        {
            connection = await SqlitePreparedConnection.OpenAsync(connectionString, gate, cancellationToken);
        }

        try
        {
            var result = read(connection);
            if (connection.MayBeKept && _idle.Count < MaxIdle)
            {
                _idle.Add(connection);
                connection = null;
            }

            return result;
        }
        finally
        {
            connection?.Dispose();
        }
    }
}
