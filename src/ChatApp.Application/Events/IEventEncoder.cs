using ChatApp.Application.Messages;

namespace ChatApp.Application.Events;

/// <summary>Encodes events as the JSON of the contract, section 5, in UTF-8.</summary>
public interface IEventEncoder
{
    /// <summary>Encodes an event of a user's stream, with its cursor.</summary>
    ReadOnlyMemory<byte> Encode(LoggedEvent logged, Guid userId, int epoch);

    /// <summary>Encodes the answer to a repeated message: its event, marked as a repeat, without a cursor.</summary>
    byte[] EncodeRepeat(MessageDto message);
}

/// <summary>Lists the kinds of stored events (contract, section 5), for the description of the API.</summary>
public interface IEventCatalogue
{
    /// <summary>All kinds that this version knows.</summary>
    IReadOnlyList<EventDescription> Kinds { get; }
}

/// <summary>A kind of stored event as clients see it.</summary>
/// <param name="Type">Its <c>type</c> on the wire.</param>
/// <param name="Members">The type whose members the event has, besides <c>type</c> and <c>cursor</c>.</param>
public sealed record EventDescription(string Type, string Summary, Type Members);
