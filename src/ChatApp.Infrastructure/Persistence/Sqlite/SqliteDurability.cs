using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>Each connection is set up by <see cref="SqlitePragmas"/>, so this can only fail with a build of SQLite that ignores them.</summary>
internal sealed class SqliteDurability(IDbContextFactory<ChatDbContext> contexts) : IDurability
{
    private const long Full = 2;

    public async Task<string?> FindFlawAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA synchronous";
        return await command.ExecuteScalarAsync(cancellationToken) is >= Full ? null : "SQLite does not take PRAGMA synchronous=FULL.";
    }
}
