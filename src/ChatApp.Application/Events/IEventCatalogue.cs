namespace ChatApp.Application.Events;

/// <summary>Describes the kinds of stored events (contract, section 5), for the description of the API.</summary>
public interface IEventCatalogue
{
    /// <summary>All kinds that this version knows.</summary>
    IReadOnlyList<EventDescription> Kinds { get; }
}

/// <summary>A kind of stored event as clients see it.</summary>
/// <param name="Type">Its <c>type</c> on the wire.</param>
/// <param name="Summary">What it tells, in a sentence.</param>
/// <param name="Members">The type whose members it has, beside <c>type</c> and <c>cursor</c>.</param>
public sealed record EventDescription(string Type, string Summary, Type Members);
