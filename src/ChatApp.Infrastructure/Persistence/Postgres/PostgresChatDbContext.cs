using System.Data;
using Microsoft.EntityFrameworkCore.Design;

namespace ChatApp.Infrastructure.Persistence.Postgres;

internal sealed class PostgresChatDbContext(DbContextOptions<PostgresChatDbContext> options) : ChatDbContext(options)
{
    protected override string? ByteCollation => "C";

    /// <remarks>
    /// A node that hangs between two statements loses its locks after three seconds, since the batches of all nodes may
    /// wait for them.
    /// </remarks>
    public override Task<T> WriteInTransactionAsync<T>(
        Func<CancellationToken, Task<T>> statements, CancellationToken cancellationToken) =>
        base.WriteInTransactionAsync(
            async cancellation =>
            {
                await Database.ExecuteSqlRawAsync(PostgresConversationTransaction.LimitIdleTime, cancellation);
                return await statements(cancellation);
            },
            cancellationToken);

    public override async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken) =>
        await Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
}

/// <summary>For <c>dotnet ef migrations add</c>; needs no server.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresChatDbContext>
{
    public PostgresChatDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresChatDbContext>().UseNpgsql("Host=localhost").Options);
}
