using ChatApp.Application.Events;
using ChatApp.Infrastructure.Persistence.Reading;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>One round trip, whatever the number of streams.</summary>
internal sealed class PostgresStreamBoundsReader(NpgsqlDataSource dataSource) : IStreamBoundsReader
{
    private const string SelectBounds = "SELECT user_id, floor, head FROM user_streams WHERE user_id = ANY ($1)";

    public async Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadAsync(IReadOnlyList<Guid> userIds)
    {
        await using var command = dataSource.CreateCommand(SelectBounds);
        command.Parameters.Add(PostgresArray.OfUuids(userIds));
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<Guid, StreamBounds>(userIds.Count);
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetGuid(0), new StreamBounds(reader.GetInt64(1), reader.GetInt64(2)));
        }

        return found;
    }
}
