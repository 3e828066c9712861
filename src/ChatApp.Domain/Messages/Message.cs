namespace ChatApp.Domain.Messages;

/// <summary>One message of a conversation, as it was committed.</summary>
public sealed class Message
{
    // For EF Core, which fills the properties right after.
    private Message() => Content = "";

    /// <summary>UUID version 7, made by the server.</summary>
    public Guid Id { get; private init; }

    /// <summary>The conversation that it belongs to.</summary>
    public Guid ConversationId { get; private init; }

    /// <summary>Its place in the conversation: 1, 2, 3… in the order of the commits, without gaps.</summary>
    public long Seq { get; private init; }

    /// <summary>Who wrote it.</summary>
    public Guid SenderId { get; private init; }

    /// <summary>For whom; the sender itself in a note.</summary>
    public Guid RecipientId { get; private init; }

    /// <summary>The text, exactly as sent.</summary>
    public string Content { get; private init; }

    /// <summary>When it was taken (UTC, microseconds); rises within a conversation.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>The sender's own id for it, by which a repeat is recognised, or null.</summary>
    public Guid? ClientMessageId { get; private init; }

    /// <summary>
    /// How many messages of the conversation, up to and with this one, came from its first user. The difference of two such
    /// numbers is what the second has not read, and what it leaves of the difference in <c>seq</c> the first, so unread counts need neither a counter that could drift nor a scan.
    /// </summary>
    public long SentByFirst { get; private init; }

    /// <summary>A message as a conversation has placed it, or as a store has it.</summary>
    public static Message Restore(
        Guid id,
        Guid conversationId,
        long seq,
        Guid senderId,
        Guid recipientId,
        string content,
        DateTimeOffset createdAt,
        Guid? clientMessageId,
        long sentByFirst) => new()
        {
            Id = id,
            ConversationId = conversationId,
            Seq = seq,
            SenderId = senderId,
            RecipientId = recipientId,
            Content = content,
            CreatedAt = createdAt,
            ClientMessageId = clientMessageId,
            SentByFirst = sentByFirst,
        };
}
