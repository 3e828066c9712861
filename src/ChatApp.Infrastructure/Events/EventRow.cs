using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Events;

/// <summary>
/// One event of one user's stream. It holds ids and short codes, never text: the text is joined when the event is read,
/// so a late reader sees the message as it is then, and what is erased is erased everywhere.
/// </summary>
internal sealed class EventRow
{
    /// <summary>Whose stream.</summary>
    public Guid UserId { get; set; }

    /// <summary>Its number there.</summary>
    public long Number { get; set; }

    /// <summary><see cref="EventKind.Number"/> of its kind; it may be one that this version does not know.</summary>
    public short Kind { get; set; }

    /// <summary>The conversation of the message that the event is about; null when it is about none.</summary>
    public Guid? ConversationId { get; set; }

    /// <summary><c>seq</c> of the message that the event is about; null when it is about none.</summary>
    public long? Seq { get; set; }

    /// <summary>Who did it; null where the message tells.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>What else the kind needs: ids and codes; null where it needs nothing.</summary>
    public string? Payload { get; set; }

    /// <summary>
    /// The commit that stored it, on the first event of each batch; null on all others. If the connection breaks
    /// during a commit, this shows whether it was stored.
    /// </summary>
    public Guid? CommitId { get; set; }
}

/// <summary>An event row as it is read: with the message that it is about, as that is now.</summary>
/// <param name="Row">The row.</param>
/// <param name="Message">The message; null when the event is about none.</param>
/// <param name="SenderUsername">Name of the message's sender; null when there is no message.</param>
internal sealed record ReadEventRow(EventRow Row, Message? Message, string? SenderUsername);
