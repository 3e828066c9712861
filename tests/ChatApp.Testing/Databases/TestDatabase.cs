namespace ChatApp.Testing;

/// <summary>A new database for one server, deleted on dispose.</summary>
internal abstract class TestDatabase : IAsyncDisposable
{
    /// <summary>The settings that point the server to this database.</summary>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    public static async Task<TestDatabase> CreateAsync(
        string? postgresConnectionString, CancellationToken cancellationToken) =>
        postgresConnectionString is null
            ? new SqliteTestDatabase()
            : await PostgresTestDatabase.CreateFreshAsync(postgresConnectionString, cancellationToken);

    /// <summary>Stores a copy of the current data. The server must be stopped.</summary>
    public abstract Task BackUpAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the data with the copy. The server must be stopped.</summary>
    public abstract Task RestoreAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
