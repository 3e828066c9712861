using System.Diagnostics;
using ChatApp.Infrastructure.Persistence.Opening;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>A session-level advisory lock: PostgreSQL frees it when the connection ends.</summary>
internal sealed class PostgresMigrationLock(NpgsqlDataSource dataSource) : IMigrationLock
{
    // Any number will do that no other program on this database uses: "chatmigr" in ASCII.
    private const long Key = 0x63686174_6d696772;
    private static readonly TimeSpan AskingInterval = TimeSpan.FromMilliseconds(250);

    public async Task<IAsyncDisposable> AcquireAsync(CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            // Asked again and again instead of waited for: a wait as long as a migration would not notice that the
            // database has gone.
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection)
            {
                Parameters = { new NpgsqlParameter<long> { TypedValue = Key } },
            };
            var begin = Stopwatch.GetTimestamp();
            while (await command.ExecuteScalarAsync(cancellationToken) is not true)
            {
                if (Stopwatch.GetElapsedTime(begin) > IMigrationLock.MaxWait)
                {
                    throw new SettingException("Another process has been migrating the database for over an hour.");
                }

                await Task.Delay(AskingInterval, cancellationToken);
            }

            return new Holder(dataSource, connection);
        }
        catch
        {
            // Whether the lock was granted may be unknown. It ends with the connection, and that must not return to the
            // pool.
            dataSource.Clear();
            await connection.DisposeAsync();
            throw;
        }
    }

    private sealed class Holder(NpgsqlDataSource dataSource, NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection)
            {
                dataSource.Clear();
                await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection)
                {
                    Parameters = { new NpgsqlParameter<long> { TypedValue = Key } },
                };
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }
}
