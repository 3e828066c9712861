using ChatApp.Domain.Events;

namespace ChatApp.Domain.Messages;

/// <summary>A message was sent. It carries all that a socket needs, so that nobody has to query again.</summary>
/// <param name="Message">The message as stored.</param>
/// <param name="SenderUsername">The sender's name at that time.</param>
/// <param name="Positions">Its positions in the streams of all members; one position for a note to oneself.</param>
public sealed record MessageSent(Message Message, string SenderUsername, IReadOnlyList<StreamPosition> Positions)
    : StoredEvent(Positions);
