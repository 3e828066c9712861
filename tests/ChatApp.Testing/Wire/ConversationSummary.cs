namespace ChatApp.Testing;

/// <summary>One entry of a user's conversation list.</summary>
/// <param name="UserId">The id of the other user; the owner's own id for notes to self.</param>
/// <param name="Username">The username of the other user.</param>
/// <param name="DisplayName">The display name of the other user.</param>
/// <param name="LastMessage">The text of the last message.</param>
/// <param name="LastMessageId">The id of the last message.</param>
/// <param name="LastSenderId">The id of its sender.</param>
/// <param name="LastAt">The time when it was stored.</param>
/// <param name="LastSeq">Its number in the conversation.</param>
/// <param name="UnreadCount">The number of the other user's messages that the owner has not read.</param>
/// <param name="LastReadSeq">The number of the last message that the owner has read; 0 if none.</param>
/// <param name="PeerLastReadSeq">The number of the last message that the other user has read.</param>
/// <param name="PeerLastDeliveredSeq">
/// The number of the last message that a device of the other user has received.
/// </param>
/// <param name="Archived">Whether the owner has archived the conversation.</param>
/// <param name="Muted">Whether the owner has muted it.</param>
/// <param name="Pinned">Whether the owner has pinned it.</param>
/// <param name="Online">Whether the other user is online, as far as it is shown.</param>
/// <param name="LastSeenAt">When the other user was last online; null if not known or not shown.</param>
public sealed record ConversationSummary(
    Guid UserId,
    string Username,
    string? DisplayName,
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
    bool Online,
    DateTimeOffset? LastSeenAt);
