using ChatApp.Domain.Conversations;

namespace ChatApp.Application.Writing;

/// <summary>Names the conversation of a write, by its two users or by one of its messages.</summary>
/// <param name="UserId">The user who writes. For a user who is not a member, the conversation is not found.</param>
/// <param name="Pair">The two users; null if a message names the conversation.</param>
/// <param name="MessageId">The message; null if the two users name the conversation.</param>
public readonly record struct WriteTarget(Guid UserId, ParticipantPair? Pair, Guid? MessageId)
{
    /// <summary>The conversation of the user with another one.</summary>
    public static WriteTarget With(Guid userId, Guid peerId) =>
        new(userId, ParticipantPair.Of(userId, peerId), MessageId: null);

    /// <summary>The conversation of a message.</summary>
    public static WriteTarget Of(Guid userId, Guid messageId) => new(userId, Pair: null, messageId);
}
