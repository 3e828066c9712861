using ChatApp.Infrastructure.Persistence.Messages.Batching;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>A batch on PostgreSQL: two round trips, one that locks and reads, one that writes and commits.</summary>
internal sealed class PostgresConversationDatabase(NpgsqlDataSource dataSource) : IConversationDatabase
{
    public async Task<IConversationTransaction> BeginAsync(CancellationToken cancellationToken) =>
        new PostgresConversationTransaction(await dataSource.OpenConnectionAsync(cancellationToken));
}
