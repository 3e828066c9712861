namespace ChatApp.Domain.Conversations;

/// <summary>
/// A user in a conversation, with what belongs to this user alone. Changed only under the lock of the conversation, or
/// if the row is still as it was.
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

    /// <summary>How many of the messages up to <see cref="ReadSeq"/> the conversation's first user wrote.</summary>
    public long ReadSentByFirst { get; internal set; }

    /// <summary>
    /// The minute of the conversation's newest message, under which this user's list has it; null while it has no
    /// message. The list is an index over minutes, so a message seldom changes the index.
    /// </summary>
    public DateTimeOffset? ListedMinute { get; internal set; }

    /// <summary>A user who has just joined.</summary>
    public static Member Join(Guid conversationId, Guid userId) =>
        new() { ConversationId = conversationId, UserId = userId };

    /// <summary>The minute of a time; minutes begin where those of Unix time do.</summary>
    public static DateTimeOffset MinuteOf(DateTimeOffset time) =>
        time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerMinute));

    /// <summary>Marks all messages up to one as read. A mark never moves backwards.</summary>
    /// <param name="seq"><c>seq</c> of the last message that was read.</param>
    /// <param name="sentByFirst">How many messages up to it the first user wrote.</param>
    /// <returns>Whether the mark has moved.</returns>
    public bool MarkRead(long seq, long sentByFirst)
    {
        if (seq <= ReadSeq)
        {
            return false;
        }

        (ReadSeq, ReadSentByFirst) = (seq, sentByFirst);
        return true;
    }

    /// <summary>Puts the conversation where a message of that time belongs in the user's list.</summary>
    public void ListAt(DateTimeOffset time) => ListedMinute = MinuteOf(time);

    /// <summary>A copy that can be changed while this one stays as it is.</summary>
    public Member Copy() => (Member)MemberwiseClone();
}
