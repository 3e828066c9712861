namespace ChatApp.Domain.Events;

/// <summary>A position in a user's event stream.</summary>
/// <param name="UserId">Whose stream.</param>
/// <param name="Number">The event's number there, from 1, without gaps.</param>
public readonly record struct StreamPosition(Guid UserId, long Number);
