using ChatApp.Application.Events;
using ChatApp.Infrastructure.Persistence.Events;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>Row by row within the process, by one statement that is prepared once on a connection of its own.</summary>
internal sealed class SqliteStreamBoundsReader(string connectionString) : IStreamBoundsReader, IDisposable
{
    private SqliteConnection? _connection;
    private SqliteStatement? _select;

    public Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadAsync(IReadOnlyList<Guid> userIds)
    {
        var select = _select ??= Prepare();
        var found = new Dictionary<Guid, StreamBounds>(userIds.Count);
        foreach (var userId in userIds)
        {
            using var reader = select.Query(transaction: null, SqliteValues.FromGuid(userId));
            if (reader.Read())
            {
                found.Add(userId, new StreamBounds(reader.GetInt64(0), reader.GetInt64(1)));
            }
        }

        return Task.FromResult<IReadOnlyDictionary<Guid, StreamBounds>>(found);
    }

    public void Dispose()
    {
        _select?.Dispose();
        _connection?.Dispose();
    }

    private SqliteStatement Prepare()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            SqlitePragmas.Apply(connection);
            var select = new SqliteStatement(connection, "SELECT floor, head FROM user_streams WHERE user_id = $1", parameters: 1);
            _connection = connection;
            return select;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
