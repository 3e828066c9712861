using ChatApp.Application.Messages;

namespace ChatApp.Application.Events;

/// <summary>Encodes events as the JSON of the contract, section 5, in UTF-8.</summary>
public interface IEventEncoder
{
    /// <summary>An event of a user's stream, as the user's sockets get it.</summary>
    ReadOnlyMemory<byte> Encode(LoggedEvent logged, Guid userId);

    /// <summary>The answer to a repeated message: its event, marked as a repeat and without a cursor.</summary>
    byte[] EncodeRepeat(MessageDto message);
}
