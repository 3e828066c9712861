using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>A session-level advisory lock: PostgreSQL frees it when the connection ends.</summary>
internal sealed class PostgresMigrationLock(NpgsqlDataSource dataSource) : IMigrationLock
{
    // Any number will do that no other program on this database uses: "chatmigr" in ASCII.
    private const long Key = 0x63686174_6d696772;
    private const int MaxWaitSeconds = 60;

    public async Task<IAsyncDisposable> AcquireAsync(CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection)
            {
                CommandTimeout = MaxWaitSeconds,
                Parameters = { new NpgsqlParameter<long> { TypedValue = Key } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new Holder(connection);
        }
        catch (NpgsqlException exception) when (exception.InnerException is TimeoutException)
        {
            await connection.DisposeAsync();
            throw new TimeoutException("Another process has been migrating the database for over a minute.", exception);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private sealed class Holder(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection)
            {
                await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection)
                {
                    Parameters = { new NpgsqlParameter<long> { TypedValue = Key } },
                };
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }
}
