namespace ChatApp.Domain.Conversations;

/// <summary>
/// A user in a conversation, with the state that belongs to this user alone. A writer either holds the lock of the
/// conversation or commits only if the row has not changed since it was read.
/// </summary>
public sealed class Member
{
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

    /// <summary>
    /// The minute of the newest message; it gives the place of the conversation in this user's list. Null while there
    /// is no message. The list's index is by minute and not by exact time, so that most messages do not change the
    /// index.
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

    /// <summary>Moves the conversation to the place in the user's list of a message with this time.</summary>
    public void ListAt(DateTimeOffset time) => ListedMinute = MinuteOf(time);

    /// <summary>A copy; changes to it do not affect this object.</summary>
    public Member Copy() => (Member)MemberwiseClone();
}
