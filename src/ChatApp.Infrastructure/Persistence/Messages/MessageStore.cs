using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Infrastructure.Persistence.Messages.Batching;

namespace ChatApp.Infrastructure.Persistence.Messages;

/// <summary>Keeps messages by way of the batch writer.</summary>
internal sealed class MessageStore(BatchWriter writer) : IMessageStore
{
    public Task<Result<AppendedMessage>> AppendAsync(NewMessage message, CancellationToken cancellationToken) =>
        writer.WriteAsync(new AppendRequest(message), cancellationToken);
}
