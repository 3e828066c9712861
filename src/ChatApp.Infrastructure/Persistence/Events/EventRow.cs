using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Persistence.Events;

/// <summary>
/// One event of one user's stream. It holds ids and no text: the text is joined when the event is read, so that a late reader sees the
/// message as it is then, and what is erased is erased everywhere.
/// </summary>
internal sealed class EventRow
{
    public Guid UserId { get; private init; }

    public long Number { get; private init; }

    public EventKind Kind { get; private init; }

    public Guid ConversationId { get; private init; }

    /// <summary><c>seq</c> of the message that the event is about.</summary>
    public long Seq { get; private init; }

    /// <summary>Who did it; null for a message, which names its sender itself.</summary>
    public Guid? ActorId { get; private init; }

    /// <summary>The rows of an event: one for each stream that has it.</summary>
    public static IEnumerable<EventRow> Of(StoredEvent storedEvent)
    {
        foreach (var position in storedEvent.Positions)
        {
            yield return storedEvent switch
            {
                MessageSent sent => new EventRow
                {
                    UserId = position.UserId,
                    Number = position.Number,
                    Kind = EventKind.Message,
                    ConversationId = sent.Message.ConversationId,
                    Seq = sent.Message.Seq,
                },
                MessagesRead read => new EventRow
                {
                    UserId = position.UserId,
                    Number = position.Number,
                    Kind = EventKind.Read,
                    ConversationId = read.ConversationId,
                    Seq = read.Seq,
                    ActorId = read.ReaderId,
                },
                _ => throw new NotSupportedException($"There is no row for {storedEvent.GetType().Name}."),
            };
        }
    }
}
