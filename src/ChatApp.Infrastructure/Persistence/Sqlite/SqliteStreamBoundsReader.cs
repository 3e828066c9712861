using ChatApp.Application.Events;
using ChatApp.Infrastructure.Persistence.Reading;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>Row by row within the process, by one statement that is prepared once on a connection of its own.</summary>
internal sealed class SqliteStreamBoundsReader(string connectionString, SqliteWriteGate gate) : IStreamBoundsReader,
    IDisposable
{
    private const string SelectBounds = "SELECT floor, head FROM user_streams WHERE user_id = $1";

    private SqliteReadConnection? _connection;

    public async Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadAsync(IReadOnlyList<Guid> userIds)
    {
        var connection = _connection ??= await SqliteReadConnection.OpenAsync(
            connectionString, gate, CancellationToken.None);
        try
        {
            return Read(connection, userIds);
        }
        finally
        {
            if (!connection.MayBeKept)
            {
                Dispose();
            }
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private static Dictionary<Guid, StreamBounds> Read(SqliteReadConnection connection, IReadOnlyList<Guid> userIds)
    {
        var found = new Dictionary<Guid, StreamBounds>(userIds.Count);
        foreach (var userId in userIds)
        {
            using var reader = connection.Query(SelectBounds, SqliteValues.FromGuid(userId));
            if (reader.Read())
            {
                found.Add(userId, new StreamBounds(reader.GetInt64(0), reader.GetInt64(1)));
            }
        }

        return found;
    }
}
