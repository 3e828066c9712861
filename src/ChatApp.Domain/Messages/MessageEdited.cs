using ChatApp.Domain.Events;

namespace ChatApp.Domain.Messages;

/// <summary>The sender has changed the text of a message.</summary>
/// <inheritdoc/>
public sealed record MessageEdited(Message Message, string SenderUsername, IReadOnlyList<StreamPosition> Positions)
    : MessageEvent(Message, SenderUsername, Positions);
