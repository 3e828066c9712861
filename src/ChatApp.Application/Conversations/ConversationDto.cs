namespace ChatApp.Application.Conversations;

/// <summary>A row of the conversation list.</summary>
/// <param name="UserId">The other user; the caller in notes to oneself.</param>
/// <param name="Username">The other user's name.</param>
/// <param name="DisplayName">The other user's display name.</param>
/// <param name="LastMessage">Text of the newest message; empty if it was deleted.</param>
/// <param name="LastMessageId">Its id.</param>
/// <param name="LastSenderId">Its author.</param>
/// <param name="LastAt">When the server accepted it.</param>
/// <param name="LastSeq">Its <c>seq</c>.</param>
/// <param name="UnreadCount">Messages of the other user after the caller's read mark.</param>
/// <param name="LastReadSeq">The caller's read mark; 0 before the first message was read.</param>
/// <param name="PeerLastReadSeq">The other user's read mark.</param>
/// <param name="PeerLastDeliveredSeq">
/// The other user's delivered mark: a device has received all messages up to it. At least the read mark.
/// </param>
/// <param name="Archived">Whether the caller has archived the conversation.</param>
/// <param name="Muted">Whether the caller has muted it.</param>
/// <param name="Pinned">Whether the caller has pinned it.</param>
/// <param name="ConversationId">The id of the conversation, equal for both users.</param>
/// <param name="Online">Whether the other user is connected; false under a block and in notes to oneself.</param>
/// <param name="LastSeenAt">
/// When the other user was last online before now; null if that is not known or not shown.
/// </param>
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
    long PeerLastDeliveredSeq,
    bool Archived,
    bool Muted,
    bool Pinned,
    Guid ConversationId,
    bool Online,
    DateTimeOffset? LastSeenAt) : SensitiveRecord;
