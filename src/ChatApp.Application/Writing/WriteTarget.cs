using ChatApp.Domain.Conversations;

namespace ChatApp.Application.Writing;

/// <summary>Names the conversation of a write: by its two users, by its id, or by one of its messages.</summary>
/// <param name="UserId">The user who writes. For a user who is not a member, the conversation is not found.</param>
/// <param name="Pair">The two users; null if something else names the conversation.</param>
/// <param name="ConversationId">The id of the conversation; null if something else names it.</param>
/// <param name="MessageId">The message; null if something else names the conversation.</param>
public readonly record struct WriteTarget(Guid UserId, ParticipantPair? Pair, Guid? ConversationId, Guid? MessageId)
{
    /// <summary>The conversation of the user with another one.</summary>
    public static WriteTarget With(Guid userId, Guid peerId) =>
        new(userId, ParticipantPair.Of(userId, peerId), ConversationId: null, MessageId: null);

    /// <summary>The conversation with an id.</summary>
    public static WriteTarget In(Guid userId, Guid conversationId) =>
        new(userId, Pair: null, conversationId, MessageId: null);

    /// <summary>The conversation of a message.</summary>
    public static WriteTarget Of(Guid userId, Guid messageId) =>
        new(userId, Pair: null, ConversationId: null, messageId);
}
