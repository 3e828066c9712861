using ChatApp.Domain.Messages;

namespace ChatApp.Application.Writing;

/// <summary>Where a message stands. It never moves.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="ConversationId">Its conversation.</param>
/// <param name="Seq">Its number there.</param>
/// <param name="SentByFirst">How many messages up to it the conversation's first user wrote.</param>
public readonly record struct MessagePosition(Guid MessageId, Guid ConversationId, long Seq, long SentByFirst)
{
    /// <summary>The position of a message.</summary>
    public static MessagePosition Of(Message message) =>
        new(message.Id, message.ConversationId, message.Seq, message.SentByFirst);
}
