using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Storage;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>A transaction that only reads. EF Core's own transactions would take the write lock.</summary>
internal sealed class SqliteSnapshot(SqliteTransaction transaction, IDbContextTransaction used) : IAsyncDisposable
{
    public static async Task<SqliteSnapshot> BeginAsync(ChatDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        var transaction = connection.BeginTransaction(deferred: true);
        var used = await context.Database.UseTransactionAsync(transaction, cancellationToken);
        return new SqliteSnapshot(transaction, used!);
    }

    public async ValueTask DisposeAsync()
    {
        await used.DisposeAsync();
        await transaction.DisposeAsync();
    }
}
