using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

internal sealed class SqliteChatDbContext(DbContextOptions<SqliteChatDbContext> options) : ChatDbContext(options)
{
    // SQLite compares text by bytes by default.
    protected override string? ByteCollation => null;

    // A transaction already has its turn among the writers of this process.
    public override Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        Database.CurrentTransaction is null
            ? TakeTurnAsync(
                () => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken), cancellationToken)
            : base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

    public override Task<int> WriteAsync(
        Func<CancellationToken, Task<int>> statement, CancellationToken cancellationToken) =>
        TakeTurnAsync(() => statement(cancellationToken), cancellationToken);

    public override Task<T> WriteInTransactionAsync<T>(
        Func<CancellationToken, Task<T>> statements, CancellationToken cancellationToken) =>
        TakeTurnAsync(() => base.WriteInTransactionAsync(statements, cancellationToken), cancellationToken);

    public override async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken) =>
        await SqliteSnapshot.BeginAsync(this, cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Guid>().HaveConversion<SqliteValues.GuidConverter>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<SqliteValues.TimeConverter>();
    }

    private Task<T> TakeTurnAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken) =>
        this.GetService<SqliteWriteGate>().WriteAsync(write, cancellationToken);
}

/// <summary>For <c>dotnet ef migrations add</c>; opens no file.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteChatDbContext>
{
    public SqliteChatDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteChatDbContext>().UseSqlite("Data Source=:memory:").Options);
}
