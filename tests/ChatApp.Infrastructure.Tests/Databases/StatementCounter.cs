using System.Data.Common;
using ChatApp.Infrastructure.Persistence.Postgres;
using ChatApp.Infrastructure.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>Counts the statements that a node sends by EF Core; a batch counts once. Thread-safe.</summary>
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

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _count);
        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _count);
        return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
    }
}
