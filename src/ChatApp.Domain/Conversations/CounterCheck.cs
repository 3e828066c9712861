namespace ChatApp.Domain.Conversations;

/// <summary>
/// Compares the counters of a conversation and of its members with its messages, and corrects them. Nothing else is
/// changed: no message is added or removed.
/// </summary>
public static class CounterCheck
{
    /// <summary>Corrects the rows.</summary>
    /// <returns>What was wrong.</returns>
    public static IReadOnlyList<Flaw> Correct(
        Conversation conversation, IReadOnlyCollection<Member> members, KeptMessages kept)
    {
        var flaws = new List<Flaw>();
        CorrectEnd(conversation, kept, flaws);
        foreach (var member in members.Where(member => conversation.Pair.Has(member.UserId)))
        {
            CorrectMarks(conversation, member, kept, flaws);
            CorrectListedMinute(conversation, member, flaws);
        }

        return flaws;
    }

    private static void CorrectEnd(Conversation conversation, KeptMessages kept, List<Flaw> flaws)
    {
        var newest = kept.Newest?.Seq ?? 0;
        var last = Math.Max(newest, kept.NewestMentioned);
        if (last > newest)
        {
            flaws.Add(new Flaw($"{Numbers.Of("message", newest + 1, last)} missing at the end", IsCorrectable: false));
        }

        if (conversation.LastSeq != last)
        {
            flaws.Add(Wrong("last_seq", conversation.LastSeq, last));
            conversation.LastSeq = last;
        }

        if (last > newest)
        {
            // These values belong to a message that is missing.
            return;
        }

        var (sentByFirst, id, at) = (kept.Newest?.SentByFirst ?? 0, kept.Newest?.Id, kept.Newest?.CreatedAt);
        if (conversation.SentByFirst != sentByFirst)
        {
            flaws.Add(Wrong("sent_by_first", conversation.SentByFirst, sentByFirst));
            conversation.SentByFirst = sentByFirst;
        }

        if (conversation.LastMessageId != id)
        {
            flaws.Add(Wrong("last_message_id", conversation.LastMessageId, id));
            conversation.LastMessageId = id;
        }

        if (conversation.LastAt != at)
        {
            flaws.Add(Wrong("last_at", conversation.LastAt, at));
            conversation.LastAt = at;
        }
    }

    private static void CorrectMarks(Conversation conversation, Member member, KeptMessages kept, List<Flaw> flaws)
    {
        var read = Math.Clamp(member.ReadSeq, 0, conversation.LastSeq);
        if (member.ReadSeq != read)
        {
            flaws.Add(Wrong(member, "read_seq", member.ReadSeq, read));
            member.ReadSeq = read;
        }

        var (least, most) = kept.CountSentByFirst(read, conversation.FirstUserId);
        var sentByFirst = Math.Clamp(member.ReadSentByFirst, least, most);
        if (member.ReadSentByFirst != sentByFirst)
        {
            flaws.Add(Wrong(member, "read_sent_by_first", member.ReadSentByFirst, sentByFirst));
            member.ReadSentByFirst = sentByFirst;
        }

        if (member.ShownReadSeq is { } shown && (shown < 0 || shown > read))
        {
            flaws.Add(Wrong(member, "shown_read_seq", shown, "null"));
            member.ShownReadSeq = null;
        }

        var delivered = Math.Clamp(member.DeliveredSeq, member.ShownReadSeq ?? read, conversation.LastSeq);
        if (member.DeliveredSeq != delivered)
        {
            flaws.Add(Wrong(member, "delivered_seq", member.DeliveredSeq, delivered));
            member.DeliveredSeq = delivered;
        }
    }

    private static void CorrectListedMinute(Conversation conversation, Member member, List<Flaw> flaws)
    {
        DateTimeOffset? listed = conversation.LastAt is { } last ? Member.ListedMinuteOf(last, member.Pinned) : null;
        if (member.ListedMinute != listed)
        {
            flaws.Add(Wrong(member, "listed_minute", member.ListedMinute, listed));
            member.ListedMinute = listed;
        }
    }

    private static Flaw Wrong(Member member, string column, object? value, object? expected) =>
        Wrong($"{column} of user {member.UserId}", value, expected);

    private static Flaw Wrong(string what, object? value, object? expected) =>
        new($"{what} is {TextOf(value)}, and must be {TextOf(expected)}", IsCorrectable: true);

    private static string TextOf(object? value) => value switch
    {
        null => "null",
        DateTimeOffset time => time.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
