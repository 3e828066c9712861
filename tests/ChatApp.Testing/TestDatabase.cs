using Microsoft.Data.Sqlite;
using Npgsql;

namespace ChatApp.Testing;

/// <summary>A fresh database, and a directory, that are gone when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? _adminConnectionString;
    private readonly string _name;

    private TestDatabase(string? adminConnectionString, string name)
    {
        (_adminConnectionString, _name) = (adminConnectionString, name);
        Directory = System.IO.Directory.CreateTempSubdirectory("chatapp-test-").FullName;
    }

    /// <summary>The data directory; the embedded database is in it.</summary>
    public string Directory { get; }

    /// <summary>Connection string of the fresh database; null for the embedded one.</summary>
    public string? PostgresConnectionString { get; private init; }

    /// <summary>Makes a database.</summary>
    /// <param name="adminConnectionString">A PostgreSQL server and an account that may create databases; null: the embedded database.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<TestDatabase> CreateAsync(string? adminConnectionString, CancellationToken cancellationToken = default)
    {
        var name = $"chatapp_test_{Guid.CreateVersion7():n}";
        if (adminConnectionString is null)
        {
            return new TestDatabase(null, name);
        }

        await ExecuteAsync(adminConnectionString, $"CREATE DATABASE {name}", cancellationToken);
        var connectionString = new NpgsqlConnectionStringBuilder(adminConnectionString) { Database = name, MaxPoolSize = 20 };
        return new TestDatabase(adminConnectionString, name) { PostgresConnectionString = connectionString.ConnectionString };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_adminConnectionString is not null)
        {
            await ExecuteAsync(_adminConnectionString, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", CancellationToken.None);
        }

        // Pooled connections would keep the files of the embedded database open.
        SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
