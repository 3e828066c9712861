namespace ChatApp.Application.Conversations;

/// <summary>A row of the conversation list.</summary>
/// <param name="UserId">The other user; the caller in notes to oneself.</param>
/// <param name="Username">The other's name.</param>
/// <param name="DisplayName">What is shown as the other's name.</param>
/// <param name="LastMessage">Text of the newest message.</param>
/// <param name="LastMessageId">Its id.</param>
/// <param name="LastSenderId">Who wrote it.</param>
/// <param name="LastAt">When it was taken.</param>
/// <param name="LastSeq">Its <c>seq</c>.</param>
/// <param name="UnreadCount">Messages of the other after the caller's read mark.</param>
/// <param name="LastReadSeq">The caller's read mark; 0 before anything was read.</param>
/// <param name="PeerLastReadSeq">The other's read mark.</param>
/// <param name="ConversationId">The conversation's id, the same for both users.</param>
// Contract, section 3.
public sealed record ConversationDto(
    Guid UserId,
    string Username,
    string DisplayName,
    string LastMessage,
    Guid LastMessageId,
    Guid LastSenderId,
    DateTimeOffset LastAt,
    long LastSeq,
    long UnreadCount,
    long LastReadSeq,
    long PeerLastReadSeq,
    Guid ConversationId) : SensitiveRecord;
