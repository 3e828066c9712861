using Npgsql;

namespace ChatApp.Api.Tests;

/// <summary>
/// A database with the two roles of scripts/postgres-roles.sql under unique names, deleted when it is disposed.
/// </summary>
internal sealed class PostgresRoles : IAsyncDisposable
{
    private readonly string _name = UniqueName.Next("roles_");

    public string Owner => ConnectionString(_name, $"{_name}_owner");

    public string Restricted => ConnectionString(_name, _name);

    public static async Task<PostgresRoles> CreateAsync()
    {
        var roles = new PostgresRoles();
        var lines = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "scripts", "postgres-roles.sql"));
        var script = string.Join('\n', lines
            .Where(line => !line.StartsWith("--", StringComparison.Ordinal)
                && !line.StartsWith("\\set", StringComparison.Ordinal)));
        var parts = script
            .Replace("chatapp", roles._name, StringComparison.Ordinal)
            .Replace(":'owner_password'", "'a password'", StringComparison.Ordinal)
            .Replace(":'password'", "'a password'", StringComparison.Ordinal)
            .Split($"\\connect {roles._name}");
        Assert.That(parts, Has.Length.EqualTo(2));
        await ExecuteAsync(
            TestDatabases.Postgres,
            parts[0].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        await ExecuteAsync(ConnectionString(roles._name, user: null), parts[1]);
        return roles;
    }

    /// <summary>Executes statements one by one, because CREATE DATABASE is not allowed in a transaction.</summary>
    public static async Task ExecuteAsync(string connectionString, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
#pragma warning disable CA2100 // The text comes from tests.
            await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync(
            TestDatabases.Postgres,
            $"DROP DATABASE {_name} WITH (FORCE)",
            $"DROP ROLE {_name}",
            $"DROP ROLE {_name}_owner");
    }

    private static string ConnectionString(string database, string? user)
    {
        var text = new NpgsqlConnectionStringBuilder(TestDatabases.Postgres)
        {
            Database = database,
            Pooling = user is not null,
            MaxPoolSize = 10,
        };
        text.Username = user ?? text.Username;
        return text.ConnectionString;
    }
}
