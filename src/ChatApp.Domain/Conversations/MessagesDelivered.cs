using ChatApp.Domain.Events;

namespace ChatApp.Domain.Conversations;

/// <summary>A device of a member has received everything up to a message.</summary>
/// <inheritdoc/>
public sealed record MessagesDelivered(
    Guid ConversationId,
    Guid UserId,
    Guid PeerId,
    Guid MessageId,
    long Seq,
    IReadOnlyList<StreamPosition> Positions)
    : MarkEvent(ConversationId, UserId, PeerId, MessageId, Seq, Positions);
