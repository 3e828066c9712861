namespace ChatApp.Testing;

/// <summary>The event that a conversation was archived, muted or pinned for the receiver, or no longer is.</summary>
/// <param name="UserId">The other user of the conversation.</param>
/// <param name="Archived">Whether it is archived now.</param>
/// <param name="Muted">Whether it is muted now.</param>
/// <param name="Pinned">Whether it is pinned now.</param>
/// <param name="Cursor">The position of the event in the receiver's stream.</param>
public sealed record ConversationUpdate(Guid UserId, bool Archived, bool Muted, bool Pinned, string Cursor);
