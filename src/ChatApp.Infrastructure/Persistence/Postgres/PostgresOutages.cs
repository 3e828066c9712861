using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// Lets go of the connections of a pool when one of them met an outage. A session keeps what it began with: a default
/// that made it read-only, say, or a host that is no primary any more, and would meet the same outage after its end.
/// </summary>
internal sealed class PostgresOutages(NpgsqlDataSource connections) : DbCommandInterceptor
{
    /// <summary>Ends the connections that are idle, and the others when they come back.</summary>
    public static void LetGo(NpgsqlDataSource connections, Exception exception)
    {
        if (DatabaseFailure.IsOutage(exception))
        {
            connections.Clear();
        }
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) =>
        LetGo(connections, eventData.Exception);

    public override Task CommandFailedAsync(
        DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        LetGo(connections, eventData.Exception);
        return Task.CompletedTask;
    }
}
