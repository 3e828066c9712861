using ChatApp.Domain.Events;

namespace ChatApp.Application.Events;

/// <summary>An event as a user's stream has it.</summary>
/// <param name="Number">Its number in that stream.</param>
/// <param name="Event">
/// What happened, with the message as it is now; null for an event of a kind that this version does not know, which is
/// skipped: a newer node has written it.
/// </param>
public sealed record LoggedEvent(long Number, StoredEvent? Event);
