namespace ChatApp.SignalRPeer.Messages;

/// <summary>The message as clients see it. <c>seq</c> rises within a conversation, but counts all messages.</summary>
public sealed record MessageAnswer(
    long Id,
    Guid SenderId,
    string SenderUsername,
    Guid RecipientId,
    string Content,
    DateTimeOffset CreatedAt,
    long Seq,
    Guid? ClientMessageId);
