using Npgsql;

namespace ChatApp.Testing;

/// <summary>A database with a unique name on the PostgreSQL server of the given connection string.</summary>
internal sealed class PostgresTestDatabase : TestDatabase
{
    /// <summary>Several test servers share one PostgreSQL, whose default limit is 100 connections.</summary>
    private const int ConnectionsPerServer = 15;

    private readonly string _admin;
    private readonly string _name;

    private PostgresTestDatabase(string admin, string name)
    {
        _admin = admin;
        _name = name;
        var own = new NpgsqlConnectionStringBuilder(admin)
        {
            Database = name,
            Pooling = true,
            MaxPoolSize = ConnectionsPerServer,
        };
        Settings = new Dictionary<string, string> { ["ConnectionStrings:Postgres"] = own.ConnectionString };
    }

    public override IReadOnlyDictionary<string, string> Settings { get; }

    private string BackupName => _name + "_backup";

    public static async Task<PostgresTestDatabase> CreateFreshAsync(
        string adminConnectionString, CancellationToken cancellationToken)
    {
        var admin = new NpgsqlConnectionStringBuilder(adminConnectionString) { Pooling = false }.ConnectionString;
        var database = new PostgresTestDatabase(admin, $"chatapp_test_{Guid.CreateVersion7():n}");
        await database.ExecuteAsync(cancellationToken, $"""CREATE DATABASE "{database._name}" """);
        return database;
    }

    public override Task BackUpAsync(CancellationToken cancellationToken) =>
        CopyAsync(_name, BackupName, cancellationToken);

    public override Task RestoreAsync(CancellationToken cancellationToken) =>
        CopyAsync(BackupName, _name, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync(
            CancellationToken.None,
            $"""DROP DATABASE IF EXISTS "{_name}" WITH (FORCE)""",
            $"""DROP DATABASE IF EXISTS "{BackupName}" WITH (FORCE)""");
    }

    private Task CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        // A template database must have no other connections. PostgreSQL ends those that pools still hold.
        NpgsqlConnection.ClearAllPools();
        return ExecuteAsync(
            cancellationToken,
            $"""DROP DATABASE IF EXISTS "{target}" WITH (FORCE)""",
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{source}'",
            $"""CREATE DATABASE "{target}" TEMPLATE "{source}" """);
    }

    private async Task ExecuteAsync(CancellationToken cancellationToken, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(_admin);
        await connection.OpenAsync(cancellationToken);
        foreach (var statement in statements)
        {
            // One by one, because CREATE and DROP DATABASE cannot run in a transaction. The harness itself generates
            // the names.
#pragma warning disable CA2100
            await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
