using ChatApp.Domain.Events;

namespace ChatApp.Domain.Messages;

/// <summary>A member has added an emoji to a message, or removed it.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Seq">Its <c>seq</c>.</param>
/// <param name="UserId">The member.</param>
/// <param name="Emoji">The emoji.</param>
/// <param name="Positions">
/// The positions of the event in the streams of both members; one position in notes to oneself.
/// </param>
public abstract record ReactionEvent(
    Guid ConversationId, Guid MessageId, long Seq, Guid UserId, string Emoji, IReadOnlyList<StreamPosition> Positions)
    : StoredEvent(Positions);

/// <summary>A member has added an emoji to a message.</summary>
/// <inheritdoc/>
public sealed record ReactionAdded(
    Guid ConversationId, Guid MessageId, long Seq, Guid UserId, string Emoji, IReadOnlyList<StreamPosition> Positions)
    : ReactionEvent(ConversationId, MessageId, Seq, UserId, Emoji, Positions);

/// <summary>A member has removed an emoji from a message.</summary>
/// <inheritdoc/>
public sealed record ReactionRemoved(
    Guid ConversationId, Guid MessageId, long Seq, Guid UserId, string Emoji, IReadOnlyList<StreamPosition> Positions)
    : ReactionEvent(ConversationId, MessageId, Seq, UserId, Emoji, Positions);
