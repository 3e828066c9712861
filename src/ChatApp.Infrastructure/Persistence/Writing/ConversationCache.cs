namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>The conversations that this node knows, which never change. Saves their lookup. Thread-safe.</summary>
internal sealed class ConversationCache
{
    private const int MaxEntries = 100_000;

    private readonly BoundedCache<ParticipantPair, KnownConversation> _known = new(MaxEntries);

    public KnownConversation? Find(ParticipantPair pair) => _known.TryGetValue(pair, out var found) ? found : null;

    public void Add(KnownConversation conversation) => _known.Set(conversation.Pair, conversation);

    /// <summary>Removes a conversation whose rows were not as expected.</summary>
    public void Forget(ParticipantPair pair) => _known.Remove(pair);
}
