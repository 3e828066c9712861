using ChatApp.Domain.Events;

namespace ChatApp.Domain.Conversations;

/// <summary>A member has read everything up to a message.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="ReaderId">The user who has read.</param>
/// <param name="PeerId">The other member.</param>
/// <param name="MessageId">The last message that was read.</param>
/// <param name="Seq">Its <c>seq</c>.</param>
/// <param name="Positions">
/// The positions of this event in the streams of both users; one position in notes to oneself.
/// </param>
public sealed record MessagesRead(
    Guid ConversationId,
    Guid ReaderId,
    Guid PeerId,
    Guid MessageId,
    long Seq,
    IReadOnlyList<StreamPosition> Positions) : StoredEvent(Positions);
