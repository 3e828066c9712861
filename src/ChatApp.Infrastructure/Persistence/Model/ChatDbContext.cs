using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>
/// The common model of both databases. The folders Postgres and Sqlite contain what differs: types, pragmas,
/// migrations.
/// </summary>
internal abstract class ChatDbContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>
    /// The name of a migration begins with this word if older versions can work with its schema, because it only adds
    /// (docs/decisions/0033-two-versions-side-by-side.md).
    /// </summary>
    public const string Expansion = "Expand";

    public DbSet<User> Users => Set<User>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<StreamCounter> Streams => Set<StreamCounter>();

    public DbSet<EventRow> Events => Set<EventRow>();

    public DbSet<EpochRow> Epochs => Set<EpochRow>();

    /// <summary>
    /// The collation that compares by bytes, so that a prefix of a name is an index range; null if the default
    /// collation does so.
    /// </summary>
    protected abstract string? ByteCollation { get; }

    /// <summary>
    /// Executes a writing statement at once, independent of
    /// <see cref="DbContext.SaveChangesAsync(CancellationToken)"/>.
    /// </summary>
    public virtual Task<int> WriteAsync(
        Func<CancellationToken, Task<int>> statement, CancellationToken cancellationToken) =>
        statement(cancellationToken);

    /// <summary>
    /// Executes statements, including <see cref="DbContext.SaveChangesAsync(CancellationToken)"/>, in one transaction.
    /// It is committed unless they throw.
    /// </summary>
    public virtual async Task<T> WriteInTransactionAsync<T>(
        Func<CancellationToken, Task<T>> statements, CancellationToken cancellationToken)
    {
        // Any failure rolls back the whole transaction, so savepoints are not needed.
        Database.AutoSavepointsEnabled = false;
        await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
        var result = await statements(cancellationToken);

        // Not cancelled when the caller disconnects: a committed change must also be known here.
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    /// <summary>
    /// As <see cref="WriteInTransactionAsync"/>, but returns whether the commit is confirmed instead of failing: for a
    /// change from which more follows than the answer to the caller.
    /// </summary>
    public virtual async Task<(T Result, bool IsConfirmed)> CommitInTransactionAsync<T>(
        Func<CancellationToken, Task<T>> statements, CancellationToken cancellationToken) =>
        (await WriteInTransactionAsync(statements, cancellationToken), true);

    /// <summary>
    /// Makes what was read as durable as a commit: for an answer that relies on a change which another call, or an
    /// earlier attempt, has committed without knowing that a synchronous standby has it.
    /// </summary>
    public virtual Task ConfirmAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Begins a transaction that only reads: everything in it is read as it was at its first statement, and no writer
    /// waits for it.
    /// </summary>
    public abstract Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Compares the migrations in the database with those of this version. In a missing database all are pending.
    /// </summary>
    public async Task<SchemaState> ReadSchemaStateAsync(CancellationToken cancellationToken)
    {
        var applied = (await Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        var known = Database.GetMigrations().ToList();
        var newer = applied.Except(known).LastOrDefault(migration => !IsExpansion(migration));
        return new SchemaState(applied.Count, [.. known.Except(applied)], newer);
    }

    /// <summary>Whether a migration, by its full name such as 20261201080000_ExpandDrafts, only adds.</summary>
    public static bool IsExpansion(string migration) =>
        migration.AsSpan(migration.IndexOf('_', StringComparison.Ordinal) + 1)
            .StartsWith(Expansion, StringComparison.Ordinal);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ChatDbContext).Assembly);
        modelBuilder.Entity<User>().Property(user => user.UsernameKey).UseCollation(ByteCollation);
        modelBuilder.Entity<User>().Property(user => user.EmailKey).UseCollation(ByteCollation);

        // Column names are property names in snake_case.
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if (property.FindAnnotation(RelationalAnnotationNames.ColumnName) is null)
            {
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            }
        }
    }
}
