using MediatR;

namespace ChatApp.Domain.Events;

/// <summary>
/// Something that has happened and is kept in the stream of each user whom it concerns (contract, section 5, the events
/// marked as stored). Published only after its commit, as <see cref="EventCommitted"/>.
/// </summary>
public abstract record StoredEvent(IReadOnlyList<StreamPosition> Positions);

/// <summary>An event has been committed, so its users may see it. One type serves all kinds of events.</summary>
public sealed record EventCommitted(StoredEvent Event) : INotification;

/// <summary>A position in a user's event stream.</summary>
/// <param name="Number">The number of the event in the stream, from 1, without gaps.</param>
public readonly record struct StreamPosition(Guid UserId, long Number);
