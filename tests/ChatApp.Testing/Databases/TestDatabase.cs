namespace ChatApp.Testing;

/// <summary>A fresh database for one server, gone when it is disposed.</summary>
internal abstract class TestDatabase : IAsyncDisposable
{
    /// <summary>The settings that point the server to this database.</summary>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    public static async Task<TestDatabase> CreateAsync(
        string? postgresConnectionString, CancellationToken cancellationToken) =>
        postgresConnectionString is null
            ? new SqliteTestDatabase()
            : await PostgresTestDatabase.CreateFreshAsync(postgresConnectionString, cancellationToken);

    /// <summary>Keeps a copy of the data as it is now. The server must be stopped.</summary>
    public abstract Task BackUpAsync(CancellationToken cancellationToken);

    /// <summary>Puts the copy in the place of the data. The server must be stopped.</summary>
    public abstract Task RestoreAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
