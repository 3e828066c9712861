using ChatApp.Domain;
using ChatApp.Domain.Conversations;

namespace ChatApp.Application.Maintenance;

/// <summary>
/// Reads the messages of a conversation once, in the order of <c>seq</c> and in constant memory, and finds what is
/// wrong in them.
/// </summary>
/// <remarks>
/// The first message that is kept may have any <c>seq</c>: older ones need not be kept forever. From there on none may
/// be missing.
/// </remarks>
public sealed class MessageScan
{
    private const int MaxFlaws = 5;

    private readonly Conversation _conversation;
    private readonly NumberScan _numbers = new(after: null);
    private readonly List<Flaw> _flaws = [];
    private readonly Dictionary<long, (CountedMessage? Before, CountedMessage? After)> _aroundMarks;
    private CountedMessage? _newest;
    private long _strange;

    /// <summary>Begins the scan of a conversation.</summary>
    public MessageScan(Conversation conversation, IEnumerable<Member> members)
    {
        _conversation = conversation;
        _aroundMarks = members.Select(member => Math.Max(0, member.ReadSeq)).Append(0).Distinct()
            .ToDictionary(mark => mark, _ => ((CountedMessage?)null, (CountedMessage?)null));
    }

    /// <summary>How many messages were read.</summary>
    public long Count => _numbers.Count;

    /// <summary>The <c>seq</c> of the newest message; 0 without messages.</summary>
    public long Newest => _numbers.Newest;

    /// <summary>Reads the next message.</summary>
    public void Add(CountedMessage message, Guid recipientId)
    {
        _numbers.Add(message.Seq);
        foreach (var mark in _aroundMarks.Keys)
        {
            var (before, after) = _aroundMarks[mark];
            _aroundMarks[mark] = message.Seq <= mark ? (message, after) : (before, after ?? message);
        }

        if (!_conversation.Pair.Has(message.SenderId) || _conversation.Pair.PeerOf(message.SenderId) != recipientId)
        {
            AddFlaw($"message {message.Seq} is not of the users of the conversation");
        }

        var (least, most) = CountBefore(message);
        var own = message.SenderId == _conversation.FirstUserId ? 1 : 0;
        if (message.SentByFirst - own < least || message.SentByFirst - own > most)
        {
            AddFlaw(
                $"sent_by_first of message {message.Seq} is {message.SentByFirst}, and must be "
                + (least == most ? $"{least + own}" : $"from {least + own} to {most + own}"));
        }

        _newest = message;
    }

    /// <summary>What is wrong in the messages themselves; no counter can correct it.</summary>
    public IEnumerable<Flaw> FindFlaws() => _strange > _flaws.Count
        ? [.. _numbers.Describe("message"), .. _flaws, new Flaw($"{_strange} messages are wrong", IsCorrectable: false)]
        : [.. _numbers.Describe("message"), .. _flaws];

    /// <summary>What the counters depend on.</summary>
    /// <param name="newestMentioned"><see cref="KeptMessages.NewestMentioned"/>.</param>
    public KeptMessages ToKept(long newestMentioned) => new(_newest, newestMentioned, _aroundMarks);

    private (long Least, long Most) CountBefore(CountedMessage message) => _newest is null
        ? (0, message.Seq - 1)
        : (_newest.SentByFirst, _newest.SentByFirst + message.Seq - 1 - _newest.Seq);

    private void AddFlaw(string text)
    {
        _strange++;
        if (_flaws.Count < MaxFlaws)
        {
            _flaws.Add(new Flaw(text, IsCorrectable: false));
        }
    }
}
