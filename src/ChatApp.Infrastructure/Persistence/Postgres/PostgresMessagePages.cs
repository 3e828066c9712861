using ChatApp.Application.Messages;
using ChatApp.Application.Writing;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

internal sealed class PostgresMessagePages(NpgsqlDataSource dataSource) : IMessagePages
{
    public async Task<List<MessageDto>> ReadAsync(
        KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(MessagePageSql.For(range));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation.Id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = count });
        foreach (var bound in range.Bounds)
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bound });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = new PostgresRowReader(reader);
        var (message, messages) = (new Message(), new List<MessageDto>(count));
        while (await reader.ReadAsync(cancellationToken))
        {
            MessageTable.Rows.Read(row, message);
            messages.Add(MessageDto.From(message, conversation.UsernameOf(message.SenderId)));
        }

        return messages;
    }
}
