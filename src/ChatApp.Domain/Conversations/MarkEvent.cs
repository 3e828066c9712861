using ChatApp.Domain.Events;

namespace ChatApp.Domain.Conversations;

/// <summary>A mark of a member has moved forward to a message.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="UserId">The user whose mark has moved.</param>
/// <param name="PeerId">The other member.</param>
/// <param name="MessageId">The last message that the mark covers.</param>
/// <param name="Seq">Its <c>seq</c>.</param>
/// <param name="Positions">
/// The positions of this event in the streams of both users; one position in notes to oneself.
/// </param>
public abstract record MarkEvent(
    Guid ConversationId,
    Guid UserId,
    Guid PeerId,
    Guid MessageId,
    long Seq,
    IReadOnlyList<StreamPosition> Positions) : StoredEvent(Positions);
