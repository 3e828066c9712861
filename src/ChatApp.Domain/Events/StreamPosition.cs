namespace ChatApp.Domain.Events;

/// <summary>A position in a user's event stream.</summary>
/// <param name="UserId">The user who owns the stream.</param>
/// <param name="Number">The number of the event in the stream, from 1, without gaps.</param>
public readonly record struct StreamPosition(Guid UserId, long Number);
