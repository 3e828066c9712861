using ChatApp.Domain.Events;

namespace ChatApp.Domain.Messages;

/// <summary>The sender has deleted a message: its text is removed, its number stays.</summary>
/// <inheritdoc/>
public sealed record MessageDeleted(Message Message, string SenderUsername, IReadOnlyList<StreamPosition> Positions)
    : MessageEvent(Message, SenderUsername, Positions);
