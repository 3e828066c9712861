namespace ChatApp.Application.Events;

/// <summary>Lists the kinds of stored events (contract, section 5), for the description of the API.</summary>
public interface IEventCatalogue
{
    /// <summary>All kinds that this version knows.</summary>
    IReadOnlyList<EventDescription> Kinds { get; }
}

/// <summary>A kind of stored event as clients see it.</summary>
/// <param name="Type">Its <c>type</c> on the wire.</param>
/// <param name="Summary">A sentence that says what has happened.</param>
/// <param name="Members">The type whose members the event has, besides <c>type</c> and <c>cursor</c>.</param>
public sealed record EventDescription(string Type, string Summary, Type Members);
