using ChatApp.Domain.Events;

namespace ChatApp.Domain.Messages;

/// <summary>A message was sent.</summary>
/// <inheritdoc/>
public sealed record MessageSent(Message Message, string SenderUsername, IReadOnlyList<StreamPosition> Positions)
    : MessageEvent(Message, SenderUsername, Positions);
