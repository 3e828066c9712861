namespace ChatApp.Domain.Conversations;

/// <summary>
/// A user in a conversation, with the state that belongs to this user alone. A writer either holds the lock of the
/// conversation or commits only if the row has not changed since it was read.
/// </summary>
public sealed class Member
{
    // Longer than the time between any two messages.
    private static readonly TimeSpan PinnedLead = TimeSpan.FromDays(365_000);

    internal Member()
    {
    }

    /// <summary>The conversation.</summary>
    public Guid ConversationId { get; internal set; }

    /// <summary>The user.</summary>
    public Guid UserId { get; internal set; }

    /// <summary><c>seq</c> of the last message that the user has read; 0 before the first.</summary>
    public long ReadSeq { get; internal set; }

    /// <summary>
    /// The read mark that the peer sees; null if it is <see cref="ReadSeq"/>. A mark that moves under a block leaves it
    /// behind.
    /// </summary>
    public long? ShownReadSeq { get; internal set; }

    /// <summary>
    /// How many of the messages up to <see cref="ReadSeq"/> were written by the first user of the conversation.
    /// </summary>
    public long ReadSentByFirst { get; internal set; }

    /// <summary>
    /// <c>seq</c> of the last message that a device of the user has received; never less than the read mark that the
    /// peer sees. It does not move under a block.
    /// </summary>
    public long DeliveredSeq { get; internal set; }

    /// <summary>Whether the user has put the conversation into the archive, which is a list of its own.</summary>
    public bool Archived { get; internal set; }

    /// <summary>Whether the user wants no notice of new messages. They also do not end the archiving.</summary>
    public bool Muted { get; internal set; }

    /// <summary>Whether the conversation comes before those that are not pinned.</summary>
    public bool Pinned { get; internal set; }

    /// <summary>
    /// Orders this user's list, the latest first (<see cref="ListedMinuteOf"/>). Null while there is no message.
    /// </summary>
    public DateTimeOffset? ListedMinute { get; internal set; }

    /// <summary>Since when the user blocks the peer; null if not.</summary>
    public DateTimeOffset? BlockedAt { get; internal set; }

    /// <summary>
    /// <see cref="BlockedAt"/> of the peer: a copy, so that a commit that changes only this row notices a block by
    /// either side.
    /// </summary>
    public DateTimeOffset? BlockedByPeerAt { get; internal set; }

    /// <summary>Whether the user or the peer blocks the other.</summary>
    public bool IsBlocked => BlockedAt is not null || BlockedByPeerAt is not null;

    /// <summary>
    /// The last <see cref="Users.User.ProfileRevision"/> that the other user of the conversation was told of; 0 before
    /// the first.
    /// </summary>
    public long AnnouncedRevision { get; internal set; }

    /// <summary>Creates the member for a user who has just joined.</summary>
    public static Member Join(Guid conversationId, Guid userId) =>
        new() { ConversationId = conversationId, UserId = userId };

    /// <summary>Rounds a time down to the whole minute of Unix time.</summary>
    public static DateTimeOffset MinuteOf(DateTimeOffset time) =>
        time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerMinute));

    /// <summary>
    /// The minute of the newest message; for a pinned conversation a thousand years later. So one index gives the order
    /// of the list. It is a minute and not the exact time, so that most messages do not change it.
    /// </summary>
    /// <param name="time">The time of the newest message.</param>
    /// <param name="pinned">Whether the conversation is pinned.</param>
    public static DateTimeOffset ListedMinuteOf(DateTimeOffset time, bool pinned) =>
        !pinned ? MinuteOf(time)
        : time < DateTimeOffset.MaxValue - PinnedLead ? MinuteOf(time) + PinnedLead
        : DateTimeOffset.MaxValue;

    /// <summary>Blocks the peer, or lifts this user's own block.</summary>
    /// <param name="peer">The other member of the conversation.</param>
    /// <param name="since">The time of the block; null to lift it.</param>
    /// <returns>Whether that changed anything.</returns>
    public bool SetBlock(Member peer, DateTimeOffset? since)
    {
        if (BlockedAt.HasValue == since.HasValue)
        {
            return false;
        }

        BlockedAt = peer.BlockedByPeerAt = since;
        return true;
    }

    /// <summary>
    /// Marks all messages up to one as read, and so, unless a block holds, as delivered. A mark never moves backwards.
    /// </summary>
    /// <param name="seq"><c>seq</c> of the last message that was read.</param>
    /// <param name="sentByFirst">How many messages up to it were written by the first user.</param>
    /// <returns>Whether the mark moved.</returns>
    public bool MarkRead(long seq, long sentByFirst)
    {
        if (seq <= ReadSeq)
        {
            return false;
        }

        ShownReadSeq = IsBlocked ? ShownReadSeq ?? ReadSeq : null;
        (ReadSeq, ReadSentByFirst) = (seq, sentByFirst);
        MarkDelivered(seq);
        return true;
    }

    /// <summary>
    /// Marks all messages up to one as delivered, unless a block holds. A mark never moves backwards.
    /// </summary>
    /// <param name="seq"><c>seq</c> of the last message that a device has received.</param>
    /// <returns>Whether the mark moved.</returns>
    public bool MarkDelivered(long seq)
    {
        if (IsBlocked || seq <= DeliveredSeq)
        {
            return false;
        }

        DeliveredSeq = seq;
        return true;
    }

    /// <summary>Records that the other user is told of the user's new names.</summary>
    /// <param name="revision">The <see cref="Users.User.ProfileRevision"/> of these names.</param>
    /// <returns>False if the other user has been told of them.</returns>
    public bool Announce(long revision)
    {
        if (revision <= AnnouncedRevision)
        {
            return false;
        }

        AnnouncedRevision = revision;
        return true;
    }

    /// <summary>Moves the conversation in the user's list to where a message of this time puts it.</summary>
    public void ListAt(DateTimeOffset time) => ListedMinute = ListedMinuteOf(time, Pinned);

    /// <summary>Archives, mutes or pins the conversation, or undoes it; null leaves a value as it is.</summary>
    /// <param name="conversation">
    /// The conversation. Decisions on messages depend on these values, so each change raises its revision.
    /// </param>
    /// <param name="archived">The new value of <see cref="Archived"/>.</param>
    /// <param name="muted">The new value of <see cref="Muted"/>.</param>
    /// <param name="pinned">The new value of <see cref="Pinned"/>.</param>
    /// <returns>Whether a value changed.</returns>
    public bool Arrange(Conversation conversation, bool? archived, bool? muted, bool? pinned)
    {
        var before = (Archived, Muted, Pinned);
        (Archived, Muted, Pinned) = (archived ?? Archived, muted ?? Muted, pinned ?? Pinned);
        if ((Archived, Muted, Pinned) == before)
        {
            return false;
        }

        if (conversation.LastAt is { } last)
        {
            ListAt(last);
        }

        conversation.RaiseRevision();
        return true;
    }

    /// <summary>A copy; changes to it do not affect this object.</summary>
    public Member Copy() => (Member)MemberwiseClone();
}
