using Microsoft.Data.Sqlite;

namespace ChatApp.Testing;

/// <summary>The embedded database in its own temporary directory.</summary>
internal sealed class SqliteTestDatabase : TestDatabase
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("chatapp-test-");

    public SqliteTestDatabase()
    {
        Settings = new Dictionary<string, string> { ["Storage:DataDirectory"] = Data.FullName };
        Data.Create();
    }

    public override IReadOnlyDictionary<string, string> Settings { get; }

    private DirectoryInfo Data => new(Path.Combine(_root.FullName, "data"));

    private DirectoryInfo Backup => new(Path.Combine(_root.FullName, "backup"));

    public override Task BackUpAsync(CancellationToken cancellationToken)
    {
        Replace(Backup, Data);
        return Task.CompletedTask;
    }

    public override Task RestoreAsync(CancellationToken cancellationToken)
    {
        Replace(Data, Backup);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static void Replace(DirectoryInfo target, DirectoryInfo source)
    {
        // Otherwise pooled connections would keep reading the replaced files.
        SqliteConnection.ClearAllPools();
        if (target.Exists)
        {
            target.Delete(recursive: true);
        }

        target.Create();
        foreach (var file in source.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(target.FullName, file.Name));
        }
    }
}
