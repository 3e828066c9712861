using ChatApp.Application.Common;

namespace ChatApp.Application.Messages;

/// <summary>Keeps messages, and tells of them once they are kept.</summary>
public interface IMessageStore
{
    /// <summary>
    /// Adds a message to the conversation of its sender and recipient. The answer comes when the message is durable and its
    /// event has been handed to the sockets of this node. Calls take effect in the order in which they were made, so a caller
    /// may have several under way.
    /// </summary>
    /// <returns>
    /// The message, or the first one if this repeats it; <c>recipient_not_found</c>, <c>client_message_id_conflict</c>, or
    /// <c>unavailable</c> when the queue is full or the database out of reach.
    /// </returns>
    Task<Result<AppendedMessage>> AppendAsync(NewMessage message, CancellationToken cancellationToken);
}
