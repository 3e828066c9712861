using ChatApp.Domain.Events;

namespace ChatApp.Application.Events;

/// <summary>An event in a user's stream.</summary>
/// <param name="Number">Its number in that stream.</param>
/// <param name="Event">
/// The event, with the message as it is now. Null if a newer version of the server wrote a kind of event that this
/// version does not know; such events are skipped.
/// </param>
public sealed record LoggedEvent(long Number, StoredEvent? Event);
