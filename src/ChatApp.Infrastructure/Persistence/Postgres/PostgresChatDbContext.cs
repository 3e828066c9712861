using System.Data;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <remarks>A write whose commit may not be on the synchronous standby fails like one without an answer.</remarks>
internal sealed class PostgresChatDbContext(DbContextOptions<PostgresChatDbContext> options) : ChatDbContext(options)
{
    // A row lock is a record in the log, so the commit waits for the standby, which then has all earlier commits too. A
    // lock of this kind waits for no other of its kind, nor for a change of the epoch. Unlike pg_logical_emit_message,
    // it needs no right on a function that a service may refuse.
    private const string WriteToLog = "SELECT 1 FROM event_epoch WHERE id = 1 FOR KEY SHARE";

    protected override string? ByteCollation => "C";

    public override Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        Database.CurrentTransaction is null
            ? CommitAsync(() => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken))
            : base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

    public override Task<int> WriteAsync(
        Func<CancellationToken, Task<int>> statement, CancellationToken cancellationToken) =>
        CommitAsync(() => base.WriteAsync(statement, cancellationToken));

    /// <remarks>
    /// A node that hangs between two statements loses its locks after three seconds, since the batches of all nodes may
    /// wait for them.
    /// </remarks>
    public override Task<T> WriteInTransactionAsync<T>(
        Func<CancellationToken, Task<T>> statements, CancellationToken cancellationToken) =>
        CommitAsync(() => WriteInLimitedTransactionAsync(statements, cancellationToken));

    public override async Task<(T Result, bool IsConfirmed)> CommitInTransactionAsync<T>(
        Func<CancellationToken, Task<T>> statements, CancellationToken cancellationToken)
    {
        using var wait = new StandbyWait((NpgsqlConnection)Database.GetDbConnection());
        var result = await WriteInLimitedTransactionAsync(statements, cancellationToken);
        return (result, !wait.IsCutShort || await TryConfirmAsync());
    }

    public override Task ConfirmAsync(CancellationToken cancellationToken) =>
        CommitAsync(() => Database.ExecuteSqlRawAsync(WriteToLog, cancellationToken));

    public override async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken) =>
        await Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    private Task<T> WriteInLimitedTransactionAsync<T>(
        Func<CancellationToken, Task<T>> statements, CancellationToken cancellationToken) =>
        base.WriteInTransactionAsync(
            async cancellation =>
            {
                await Database.ExecuteSqlRawAsync(PostgresConversationTransaction.LimitIdleTime, cancellation);
                return await statements(cancellation);
            },
            cancellationToken);

    private async Task<bool> TryConfirmAsync()
    {
        try
        {
            await ConfirmAsync(CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (DatabaseFailure.IsOfDatabase(exception))
        {
            return false;
        }
    }

    private async Task<T> CommitAsync<T>(Func<Task<T>> write)
    {
        using var wait = new StandbyWait((NpgsqlConnection)Database.GetDbConnection());
        var result = await write();
        wait.Check();
        return result;
    }
}

/// <summary>For <c>dotnet ef migrations add</c>; needs no server.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresChatDbContext>
{
    public PostgresChatDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresChatDbContext>().UseNpgsql("Host=localhost").Options);
}
