using ChatApp.Application.Messages;

namespace ChatApp.Application.Events;

/// <summary>Encodes events as the JSON of the contract, section 5, in UTF-8.</summary>
public interface IEventEncoder
{
    /// <summary>Encodes an event of a user's stream for the user's sockets.</summary>
    ReadOnlyMemory<byte> Encode(LoggedEvent logged, Guid userId);

    /// <summary>
    /// Encodes the answer to a repeated message: the message event, marked as a repeat and without a cursor.
    /// </summary>
    byte[] EncodeRepeat(MessageDto message);
}
