using ChatApp.Infrastructure.Tests.Databases;
using Npgsql;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

/// <summary>
/// PostgreSQL must notice the loss of a node soon, and not hold its locks for the default time of the operating
/// system. Only a network that drops packets shows the effect, so these tests check the settings.
/// </summary>
internal sealed class VanishedNodeTests
{
    private const string SelectSettings =
        """
        SELECT current_setting('tcp_keepalives_idle')::int
                   + current_setting('tcp_keepalives_interval')::int * current_setting('tcp_keepalives_count')::int,
               current_setting('tcp_user_timeout')::int / 1000
        """;

    [Test]
    public async Task PostgreSQL_notices_a_lost_node_within_ten_seconds()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var connections = (await database.StartNodeAsync()).Get<NpgsqlDataSource>();

        for (var use = 0; use < 3; use++)
        {
            await using var command = connections.CreateCommand(SelectSettings);
            await using var reader = await command.ExecuteReaderAsync();
            Assert.That(await reader.ReadAsync(), Is.True);
            Assert.That((reader.GetInt32(0), reader.GetInt32(1)), Is.EqualTo((10, 10)));
        }
    }

    [Test]
    public async Task An_option_of_the_operator_replaces_only_its_default()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        database.Settings["ConnectionStrings:Postgres"] += ";Options=-c tcp_keepalives_idle=60";
        await using var command =
            (await database.StartNodeAsync()).Get<NpgsqlDataSource>().CreateCommand(SelectSettings);
        await using var reader = await command.ExecuteReaderAsync();

        Assert.That(await reader.ReadAsync(), Is.True);
        Assert.That((reader.GetInt32(0), reader.GetInt32(1)), Is.EqualTo((66, 10)));
    }
}
