using ChatApp.Domain.Events;

namespace ChatApp.Domain.Messages;

/// <summary>
/// An event about a message. It carries all data that a socket sends, so that no receiver needs another query.
/// </summary>
/// <param name="Message">The message as stored.</param>
/// <param name="SenderUsername">The sender's name at that time.</param>
/// <param name="Positions">
/// The positions of the event in the streams of both members; one position for a note to oneself.
/// </param>
public abstract record MessageEvent(
    Message Message, string SenderUsername, IReadOnlyList<StreamPosition> Positions) : StoredEvent(Positions);
