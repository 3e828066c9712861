using MediatR;

namespace ChatApp.Domain.Events;

/// <summary>
/// An event is durable: whoever it concerns may learn of it. One notification for all kinds of events.
/// </summary>
/// <param name="Event">The event.</param>
public sealed record EventCommitted(StoredEvent Event) : INotification;
