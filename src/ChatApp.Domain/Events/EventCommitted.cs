using MediatR;

namespace ChatApp.Domain.Events;

/// <summary>
/// An event has been committed, so the users whom it concerns may now see it. One notification type for all kinds of
/// events.
/// </summary>
/// <param name="Event">The event.</param>
public sealed record EventCommitted(StoredEvent Event) : INotification;
