namespace ChatApp.Infrastructure.Events;

/// <summary>
/// One event in one user's stream. It holds ids and short codes, never text. The message is joined when the event is
/// read, so a reader always sees its current text, and a deleted text disappears from all streams.
/// </summary>
internal sealed class EventRow
{
    /// <summary>The user of the stream.</summary>
    public Guid UserId { get; set; }

    /// <summary>Its number in the stream.</summary>
    public long Number { get; set; }

    /// <summary><see cref="EventKind.Number"/> of its kind, which this version may not know.</summary>
    public short Kind { get; set; }

    /// <summary>Conversation of the message that the event is about; null if it is not about a message.</summary>
    public Guid? ConversationId { get; set; }

    /// <summary><c>seq</c> of the message that the event is about; null if it is not about a message.</summary>
    public long? Seq { get; set; }

    /// <summary>The user who caused the event; null if the message identifies that user.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>Other data that the kind needs, as ids and codes; null if it needs none.</summary>
    public string? Payload { get; set; }

    /// <summary>
    /// The id of the commit that stored it, on the first event of each batch; null on all others. If the connection
    /// breaks during a commit, this id shows whether the commit was stored.
    /// </summary>
    public Guid? CommitId { get; set; }
}

/// <summary>An event row with the current state of its message.</summary>
/// <param name="Row">The row.</param>
/// <param name="Message">The message; null if the event is not about one.</param>
/// <param name="SenderUsername">Username of the message's sender; null if there is no message.</param>
internal sealed record ReadEventRow(EventRow Row, Message? Message, string? SenderUsername);
