using ChatApp.Application.Messages;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

internal sealed class PostgresMessagePages(NpgsqlDataSource dataSource) : IMessagePages
{
    public async Task<List<Message>> ReadAsync(
        Guid conversationId, HistoryRange range, int count, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(MessagePageSql.For(range));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversationId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = count });
        foreach (var bound in range.Bounds)
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bound });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = new PostgresRowReader(reader);
        var messages = new List<Message>(count);
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add(MessageTable.Rows.Read(row));
        }

        return messages;
    }
}
