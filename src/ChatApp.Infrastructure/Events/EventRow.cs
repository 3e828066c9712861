namespace ChatApp.Infrastructure.Events;

/// <summary>One event in one user's stream, without text: the message is joined at each read.</summary>
internal sealed class EventRow
{
    public Guid UserId { get; set; }

    public long Number { get; set; }

    /// <summary><see cref="EventKind.Number"/> of its kind, which this version may not know.</summary>
    public short Kind { get; set; }

    /// <summary>Conversation of the message that the event is about; null if there is none.</summary>
    public Guid? ConversationId { get; set; }

    /// <summary><c>seq</c> of that message.</summary>
    public long? Seq { get; set; }

    /// <summary>The user who caused the event; null if the message identifies that user.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>Other ids and codes that the kind needs.</summary>
    public string? Payload { get; set; }

    /// <summary>The id of the commit, on the first event of each batch: shows whether a commit was stored.</summary>
    public Guid? CommitId { get; set; }
}

/// <summary>
/// An event row with the current state of its message, and with the current names of a user: the sender of the message
/// or, without a message, the user who caused the event.
/// </summary>
internal sealed record ReadEventRow(EventRow Row, Message? Message, string? Username, string? DisplayName);
