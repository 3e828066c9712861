namespace ChatApp.Application.Conversations;

/// <summary>A position in a conversation list. The list is sorted by all three members in descending order.</summary>
/// <param name="Pinned">Whether the conversation is pinned.</param>
/// <param name="LastAt">Time of the newest message.</param>
/// <param name="ConversationId">The order among equal times.</param>
public sealed record ConversationPosition(bool Pinned, DateTimeOffset LastAt, Guid ConversationId);
