using System.Data.Common;
using ChatApp.Infrastructure.Persistence.Postgres;
using ChatApp.Infrastructure.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>
/// Counts the statements about sessions, and all updates, that a node sends by EF Core; a batch counts once. The loops
/// that run by the clock only read other tables. Thread-safe.
/// </summary>
internal sealed class StatementCounter : DbCommandInterceptor
{
    private int _count;

    public void AddTo(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteChatDbContext>(options => options.AddInterceptors(this));
        services.ConfigureDbContext<PostgresChatDbContext>(options => options.AddInterceptors(this));
    }

    /// <summary>The number of statements since the last call.</summary>
    public int Take() => Interlocked.Exchange(ref _count, 0);

    private void Count(DbCommand command)
    {
        var text = command.CommandText;
        if (text.Contains("sessions", StringComparison.Ordinal) || text.Contains("UPDATE", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _count);
        }
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Count(command);
        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        Count(command);
        return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
    }
}
