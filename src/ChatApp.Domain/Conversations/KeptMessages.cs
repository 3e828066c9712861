namespace ChatApp.Domain.Conversations;

/// <summary>A stored message, as far as counters depend on it.</summary>
/// <param name="Seq">Its number in the conversation.</param>
/// <param name="SentByFirst"><see cref="Messages.Message.SentByFirst"/>.</param>
public sealed record CountedMessage(Guid Id, long Seq, Guid SenderId, long SentByFirst, DateTimeOffset CreatedAt);

/// <summary>
/// What the counters of a conversation depend on in its messages. The oldest messages may be missing: they need not be
/// kept forever.
/// </summary>
/// <param name="Newest">The newest message that is kept; null if none is.</param>
/// <param name="NewestMentioned">
/// The greatest <c>seq</c> after the newest message that an event of its users mentions; 0 if none does. There was such
/// a message, so its number must not be used again.
/// </param>
/// <param name="AroundMarks">
/// For each read mark below the newest message: the nearest messages up to it and after it.
/// </param>
public sealed record KeptMessages(
    CountedMessage? Newest,
    long NewestMentioned,
    IReadOnlyDictionary<long, (CountedMessage? Before, CountedMessage? After)> AroundMarks)
{
    /// <summary>How many of the messages up to a <c>seq</c> the first user wrote, at least and at most.</summary>
    /// <param name="seq">A read mark.</param>
    /// <param name="firstUserId">The first user of the conversation.</param>
    public (long Least, long Most) CountSentByFirst(long seq, Guid firstUserId)
    {
        var (before, after) = seq >= (Newest?.Seq ?? 0) ? (Newest, null) : AroundMarks[seq];
        var (least, most) = before is null ? (0, seq) : (before.SentByFirst, before.SentByFirst + seq - before.Seq);
        if (after is not null)
        {
            var beforeNext = after.SentByFirst - (after.SenderId == firstUserId ? 1 : 0);
            least = Math.Max(least, beforeNext - (after.Seq - 1 - seq));
            most = Math.Min(most, beforeNext);
        }

        // The two messages may contradict each other; then the earlier one counts.
        return (least, Math.Max(least, most));
    }
}
