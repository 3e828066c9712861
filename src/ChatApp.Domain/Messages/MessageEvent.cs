using ChatApp.Domain.Events;

namespace ChatApp.Domain.Messages;

/// <summary>
/// Something has happened to a message. It carries all that a socket needs, so that nobody has to query again.
/// </summary>
/// <param name="Message">The message as stored.</param>
/// <param name="SenderUsername">The sender's name at that time.</param>
/// <param name="Positions">Its positions in the streams of all members; one position for a note to oneself.</param>
public abstract record MessageEvent(
    Message Message, string SenderUsername, IReadOnlyList<StreamPosition> Positions) : StoredEvent(Positions);
