using System.Text.Json;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>
/// The one model of both databases. What differs between them (types, pragmas, migrations) is in the folders Postgres
/// and Sqlite.
/// </summary>
internal abstract class ChatDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<StreamCounter> Streams => Set<StreamCounter>();

    public DbSet<EventRow> Events => Set<EventRow>();

    public DbSet<EpochRow> Epochs => Set<EpochRow>();

    /// <summary>
    /// The collation that compares by bytes, so that a range of names is a range of an index; null: the default does.
    /// </summary>
    protected abstract string? ByteCollation { get; }

    /// <summary>
    /// Executes a statement that writes, at once and not with
    /// <see cref="DbContext.SaveChangesAsync(CancellationToken)"/>.
    /// </summary>
    public virtual Task<int> WriteAsync(
        Func<CancellationToken, Task<int>> statement, CancellationToken cancellationToken) =>
        statement(cancellationToken);

    /// <summary>
    /// Executes statements, and <see cref="DbContext.SaveChangesAsync(CancellationToken)"/> among them, in one
    /// transaction. It is committed unless they throw.
    /// </summary>
    public virtual async Task<T> WriteInTransactionAsync<T>(
        Func<CancellationToken, Task<T>> statements, CancellationToken cancellationToken)
    {
        // Whatever fails takes the whole transaction with it.
        Database.AutoSavepointsEnabled = false;
        await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
        var result = await statements(cancellationToken);

        // Not cancelled by a caller who hangs up: what was committed must be known here too.
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    /// <summary>
    /// Holds the migrations of the database against those of this version. A database that is not there lacks them all.
    /// </summary>
    public async Task<SchemaState> ReadSchemaStateAsync(CancellationToken cancellationToken)
    {
        var applied = (await Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        var known = Database.GetMigrations().ToList();
        return new SchemaState(known.Except(applied).Count(), applied.Except(known).LastOrDefault());
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ChatDbContext).Assembly);
        modelBuilder.Entity<User>().Property(user => user.UsernameKey).UseCollation(ByteCollation);
        modelBuilder.Entity<User>().Property(user => user.EmailKey).UseCollation(ByteCollation);

        // The name of a column is that of its property, as SQL writes names.
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if (property.FindAnnotation(RelationalAnnotationNames.ColumnName) is null)
            {
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            }
        }
    }
}
