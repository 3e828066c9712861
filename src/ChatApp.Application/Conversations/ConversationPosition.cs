namespace ChatApp.Application.Conversations;

/// <summary>A position in a conversation list, which is sorted by both members, falling.</summary>
/// <param name="LastAt">Time of the newest message.</param>
/// <param name="ConversationId">Decides between equal times.</param>
public sealed record ConversationPosition(DateTimeOffset LastAt, Guid ConversationId);
