using System.Data.Common;
using ChatApp.Infrastructure.Persistence.Opening;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// Clears a connection pool after an outage on one of its connections. A session keeps its initial state, such as a
/// read-only default or a host that is no longer the primary, so it would fail again after the outage.
/// </summary>
/// <remarks>
/// Reads open sessions during an outage too, so for <see cref="Suspicion"/> after the last failure no pooled session is
/// reused. Thread-safe.
/// </remarks>
internal sealed class PostgresOutages(NpgsqlDataSource connections, TimeProvider time)
    : DbCommandInterceptor, IDbConnectionInterceptor
{
    /// <summary>
    /// Longer than the interval between two checks of <see cref="DatabaseHealth"/>, each of which writes.
    /// </summary>
    private static readonly TimeSpan Suspicion = TimeSpan.FromSeconds(5);

    // A monotonic timestamp; 0 means never.
    private long _failedAt;

    /// <summary>
    /// If the exception is an outage, closes the idle connections now, and the others when they return to the pool.
    /// </summary>
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
