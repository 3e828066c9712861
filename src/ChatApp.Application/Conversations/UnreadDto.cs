namespace ChatApp.Application.Conversations;

/// <summary>What the caller has not read, without archived and muted conversations: the number for a badge.</summary>
/// <param name="Messages">Messages of other users after the caller's read marks, without deleted ones.</param>
/// <param name="Conversations">In how many conversations they are.</param>
// Contract, section 3.
public sealed record UnreadDto(long Messages, long Conversations);
