namespace ChatApp.Testing;

/// <summary>The event that a user is writing to the receiver. It is not stored.</summary>
/// <param name="UserId">The user who is writing.</param>
public sealed record TypingNotice(Guid UserId);
