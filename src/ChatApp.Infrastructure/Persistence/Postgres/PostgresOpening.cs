using ChatApp.Infrastructure.Persistence.Opening;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>Checks the settings of this role and database. The advisory lock ends with its connection.</summary>
/// <remarks>
/// full_page_writes=off is allowed: some file systems never write partial pages. So are the values of
/// synchronous_commit between local and remote_apply, which differ in what a standby has, not in what a restart finds.
/// </remarks>
internal sealed class PostgresOpening(NpgsqlDataSource dataSource, PostgresTimeline timeline) : IDatabaseOpening
{
    private const string SelectSettings =
        """
        SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('server_encoding'),
            (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
        """;

    // A superuser can run programs on the machine of the database (COPY … FROM PROGRAM), and so can an attacker who
    // controls the server.
    private const string RoleIsSuperuser =
        "The role of ConnectionStrings__Postgres is a superuser of PostgreSQL and has far more rights than the server "
        + "needs; use a role without rights on the schema (docs/operations.md, \"Two roles\").";

    // Any number that no other program uses on this database: "chatmigr" in ASCII.
    private const long LockKey = 0x63686174_6d696772;

    public async Task<OpeningFindings> CheckAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SelectSettings);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new OpeningFindings(
            DescribeFlaw(
                synchronousCommit: reader.GetString(0), fsync: reader.GetString(1), encoding: reader.GetString(2)),
            reader.GetBoolean(3) ? RoleIsSuperuser : null);
    }

    public async Task<IAsyncDisposable?> TryLockMigrationAsync(CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = CommandOf("SELECT pg_try_advisory_lock($1)", connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                return new MigrationLock(dataSource, connection);
            }

            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            // The lock may have been granted. It ends with the connection, which must therefore not return to the pool.
            dataSource.Clear();
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task ReadEpochAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await timeline.CheckOpenAsync(connection, cancellationToken);
    }

    internal static string? DescribeFlaw(string synchronousCommit, string fsync, string encoding) =>
        (synchronousCommit, fsync, encoding) switch
        {
            ("off", _, _) => FlawOf("synchronous_commit"),
            (_, "off", _) => FlawOf("fsync"),
            (_, _, not "UTF8") =>
                $"The PostgreSQL database of ConnectionStrings__Postgres has the encoding {encoding}, which cannot "
                + "store every text; make one with ENCODING 'UTF8' (and TEMPLATE template0), and move the rows there.",
            _ => null,
        };

    private static string FlawOf(string setting) =>
        $"The PostgreSQL database of ConnectionStrings__Postgres has {setting}=off for this role and database, "
        + "so a crash could lose acknowledged messages; set it to on.";

    private static NpgsqlCommand CommandOf(string sql, NpgsqlConnection connection) =>
        new(sql, connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = LockKey } } };

    private sealed class MigrationLock(NpgsqlDataSource dataSource, NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection)
            {
                dataSource.Clear();
                await using var command = CommandOf("SELECT pg_advisory_unlock($1)", connection);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }
}
