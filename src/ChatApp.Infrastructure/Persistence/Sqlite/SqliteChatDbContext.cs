using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>SQLite has no types for UUIDs and times; <see cref="SqliteValues"/> defines how they are stored.</summary>
internal sealed class SqliteChatDbContext(DbContextOptions<SqliteChatDbContext> options) : ChatDbContext(options)
{
    // SQLite compares text by bytes by default.
    protected override string? ByteCollation => null;

    /// <inheritdoc/>
    /// <remarks>
    /// Waits for its turn among the writers of this process, unless its transaction already has the turn.
    /// </remarks>
    public override Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        Database.CurrentTransaction is null
            ? TakeTurnAsync(
                () => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken), cancellationToken)
            : base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Waits for its turn too.</remarks>
    public override Task<int> WriteAsync(
        Func<CancellationToken, Task<int>> statement, CancellationToken cancellationToken) =>
        TakeTurnAsync(() => statement(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Keeps its turn for the whole transaction.</remarks>
    public override Task<T> WriteInTransactionAsync<T>(
        Func<CancellationToken, Task<T>> statements, CancellationToken cancellationToken) =>
        TakeTurnAsync(() => base.WriteInTransactionAsync(statements, cancellationToken), cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Guid>().HaveConversion<SqliteValues.GuidConverter>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<SqliteValues.TimeConverter>();
    }

    private async Task<T> TakeTurnAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        var gate = this.GetService<SqliteWriteGate>();
        await gate.EnterAsync(cancellationToken);
        try
        {
            var written = await write();
            gate.Note(failure: null);
            return written;
        }
        catch (Exception exception)
        {
            gate.Note(exception);
            throw;
        }
        finally
        {
            gate.Leave();
        }
    }
}
