using System.Data.Common;
using ChatApp.Infrastructure.Persistence.Opening;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// Lets go of the connections of a pool when one of them met an outage. A session keeps what it began with: a default
/// that made it read-only, say, or a host that is no primary any more, and would meet the same outage after its end.
/// </summary>
/// <remarks>
/// Reads open sessions during an outage as well, so for <see cref="Suspicion"/> after the last failure none is taken
/// out of the pool. Safe for use by any thread.
/// </remarks>
internal sealed class PostgresOutages(NpgsqlDataSource connections, TimeProvider time)
    : DbCommandInterceptor, IDbConnectionInterceptor
{
    /// <summary>
    /// Longer than it is between two looks of <see cref="DatabaseHealth"/>, each of which is a write.
    /// </summary>
    private static readonly TimeSpan Suspicion = TimeSpan.FromSeconds(5);

    // By the counter that is never set; 0: never.
    private long _failedAt;

    /// <summary>Ends the connections that are idle, and the others when they come back.</summary>
    /// <returns>Whether it was an outage.</returns>
    public static bool LetGo(NpgsqlDataSource connections, Exception exception)
    {
        var isOutage = DatabaseFailure.IsOutage(exception);
        if (isOutage)
        {
            connections.Clear();
        }

        return isOutage;
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData)
    {
        if (LetGo(connections, eventData.Exception))
        {
            Volatile.Write(ref _failedAt, time.GetTimestamp());
        }
    }

    public override Task CommandFailedAsync(
        DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        CommandFailed(command, eventData);
        return Task.CompletedTask;
    }

    public ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref _failedAt) is var failedAt and not 0 && time.GetElapsedTime(failedAt) < Suspicion)
        {
            connections.Clear();
        }

        return ValueTask.FromResult(result);
    }
}
