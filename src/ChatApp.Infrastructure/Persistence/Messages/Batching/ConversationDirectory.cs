using ChatApp.Domain.Conversations;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Finds or opens the conversations of a batch and remembers what never changes about them, so that a message in a known conversation
/// needs no look-up. All that a batch does not know is looked up together: a client that writes to strangers, or to nobody, costs
/// the batch a query and not one for each message. Bounded in count: when full, it is emptied. For the batch writer's loop alone.
/// </summary>
internal sealed class ConversationDirectory(IConversationDatabase database, TimeProvider time)
{
    private const int MaxEntries = 100_000;

    private readonly Dictionary<ParticipantPair, KnownConversation> _known = [];

    /// <summary>
    /// Gives each request its conversation; those whose conversation does not exist, and cannot be opened because one of the two
    /// users does not exist, get none.
    /// </summary>
    public async Task ResolveAsync(IReadOnlyList<WriteRequest> requests, CancellationToken cancellationToken)
    {
        if (_known.Count >= MaxEntries)
        {
            _known.Clear();
        }

        var unknown = UnknownPairs(requests);
        if (unknown.Count > 0)
        {
            await LookUpAsync(unknown, cancellationToken);
            var missing = UnknownPairs(requests.Where(request => request.OpensConversation));
            if (missing.Count > 0)
            {
                // Another node may open one at the same instant; so what is there now is looked up, whoever opened it.
                await database.OpenAsync(missing.ConvertAll(Open), cancellationToken);
                await LookUpAsync(missing, cancellationToken);
            }
        }

        foreach (var request in requests)
        {
            request.Conversation = _known.GetValueOrDefault(request.Pair);
        }
    }

    /// <summary>Forgets a conversation whose rows were not as expected.</summary>
    public void Forget(ParticipantPair pair) => _known.Remove(pair);

    private List<ParticipantPair> UnknownPairs(IEnumerable<WriteRequest> requests) =>
        [.. requests.Select(request => request.Pair).Where(pair => !_known.ContainsKey(pair)).Distinct()];

    private Conversation Open(ParticipantPair pair) => Conversation.Open(Guid.CreateVersion7(time.GetUtcNow()), pair);

    private async Task LookUpAsync(List<ParticipantPair> pairs, CancellationToken cancellationToken)
    {
        foreach (var conversation in await database.FindAsync(pairs, cancellationToken))
        {
            _known[conversation.Pair] = conversation;
        }
    }
}
