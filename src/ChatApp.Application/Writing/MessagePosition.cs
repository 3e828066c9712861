using ChatApp.Domain.Messages;

namespace ChatApp.Application.Writing;

/// <summary>The position of a message. It never changes.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="ConversationId">Its conversation.</param>
/// <param name="Seq">Its number in the conversation.</param>
/// <param name="SentByFirst">
/// How many messages up to this one were written by the first user of the conversation.
/// </param>
public readonly record struct MessagePosition(Guid MessageId, Guid ConversationId, long Seq, long SentByFirst)
{
    /// <summary>The position of a message.</summary>
    public static MessagePosition Of(Message message) =>
        new(message.Id, message.ConversationId, message.Seq, message.SentByFirst);
}
