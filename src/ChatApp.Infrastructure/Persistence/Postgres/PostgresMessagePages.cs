using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;
using ChatApp.Infrastructure.Persistence.Messages;
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
        var messages = new List<MessageDto>(count);
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add(MessageOf(reader, conversation));
        }

        return messages;
    }

    private static MessageDto MessageOf(NpgsqlDataReader row, KnownConversation conversation)
    {
        var senderId = row.GetGuid(2);
        return new MessageDto(
            row.GetGuid(1),
            senderId,
            conversation.UsernameOf(senderId),
            conversation.Pair.PeerOf(senderId),
            row.GetString(3),
            row.GetFieldValue<DateTimeOffset>(4),
            row.GetInt64(0),
            row.IsDBNull(5) ? null : row.GetGuid(5));
    }
}
