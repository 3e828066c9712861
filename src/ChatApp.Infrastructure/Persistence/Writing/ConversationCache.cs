using System.Collections.Concurrent;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// The conversations that this node has met, so that neither a message nor a page of history has to look its conversation up. What is kept never
/// changes, so it is never out of date. Bounded in count: when full, it is emptied. Safe for use by any thread.
/// </summary>
internal sealed class ConversationCache
{
    private const int MaxEntries = 100_000;

    private readonly ConcurrentDictionary<ParticipantPair, KnownConversation> _known = new();

    public KnownConversation? Find(ParticipantPair pair) => _known.GetValueOrDefault(pair);

    public void Add(KnownConversation conversation)
    {
        // Count takes all of the dictionary's locks, but only something new comes here.
        if (_known.Count >= MaxEntries)
        {
            _known.Clear();
        }

        _known[conversation.Pair] = conversation;
    }

    /// <summary>Forgets a conversation whose rows were not as expected.</summary>
    public void Forget(ParticipantPair pair) => _known.TryRemove(pair, out _);
}
