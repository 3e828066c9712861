namespace ChatApp.Application.Conversations;

/// <summary>A position in a conversation list. The list is sorted by both members in descending order.</summary>
/// <param name="LastAt">Time of the newest message.</param>
/// <param name="ConversationId">The order among equal times.</param>
public sealed record ConversationPosition(DateTimeOffset LastAt, Guid ConversationId);
