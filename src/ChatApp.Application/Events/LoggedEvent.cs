using ChatApp.Domain.Events;

namespace ChatApp.Application.Events;

/// <summary>An event as a user's stream has it.</summary>
/// <param name="Number">Its number in that stream.</param>
/// <param name="Event">What happened, with the message as it is now.</param>
public sealed record LoggedEvent(long Number, StoredEvent Event);
