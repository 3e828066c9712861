namespace ChatApp.Testing;

/// <summary>One row of the conversation list, as its owner sees it.</summary>
/// <param name="UserId">The other side; the owner in the case of notes to self.</param>
/// <param name="Username">The other side's name.</param>
/// <param name="DisplayName">The other side's shown name.</param>
/// <param name="LastMessage">The text of the last message.</param>
/// <param name="LastMessageId">The last message.</param>
/// <param name="LastSenderId">Who wrote it.</param>
/// <param name="LastAt">When.</param>
/// <param name="LastSeq">Its number.</param>
/// <param name="UnreadCount">How many messages of the other side the owner has not read.</param>
/// <param name="LastReadSeq">Up to where the owner has read, 0 before anything was.</param>
/// <param name="PeerLastReadSeq">Up to where the other side has read.</param>
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
    long PeerLastReadSeq);
