using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>Clears a pool after an outage: a session keeps its initial state, such as a read-only default.</summary>
/// <remarks>
/// Reads open sessions during an outage too, so for <see cref="Suspicion"/> after the last failure of a statement of EF
/// Core no pooled session is reused. Thread-safe.
/// </remarks>
internal sealed class PostgresOutages(NpgsqlDataSource connections, TimeProvider time)
    : DbCommandInterceptor, IDbConnectionInterceptor
{
    // Longer than the interval between two checks of DatabaseHealth, each of which writes.
    private static readonly TimeSpan Suspicion = TimeSpan.FromSeconds(5);

    // A monotonic timestamp; 0 means never.
    private long _failedAt;

    /// <summary>Awaits a statement. In an outage, closes idle connections now and the others on return.</summary>
    public static async Task<T> GuardAsync<T>(NpgsqlDataSource connections, Task<T> statement)
    {
        try
        {
            return await statement;
        }
        catch (Exception exception) when (DatabaseFailure.IsOutage(exception))
        {
            connections.Clear();
            throw;
        }
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData)
    {
        if (DatabaseFailure.IsOutage(eventData.Exception))
        {
            connections.Clear();
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
