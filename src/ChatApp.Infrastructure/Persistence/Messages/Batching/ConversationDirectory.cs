using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Persistence.Conversations;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Finds or opens the conversations of a batch. All that the cache does not know is looked up together: a client that writes to strangers, or to
/// nobody, costs the batch a query and not one for each message. For the batch writer's loop alone.
/// </summary>
internal sealed class ConversationDirectory(IConversationDatabase database, ConversationCache cache, TimeProvider time)
{
    /// <summary>
    /// Gives each request its conversation; those whose conversation does not exist, and cannot be opened because one of the two
    /// users does not exist, get none.
    /// </summary>
    public async Task ResolveAsync(IReadOnlyList<WriteRequest> requests, CancellationToken cancellationToken)
    {
        var unknown = FromCache(requests);
        if (unknown is null)
        {
            return;
        }

        await LookUpAsync(PairsOf(unknown), cancellationToken);
        var missing = FromCache(unknown)?.Where(request => request.OpensConversation).ToList();
        if (missing is { Count: > 0 })
        {
            // Another node may open one at the same instant; so what is there now is looked up, whoever opened it.
            var pairs = PairsOf(missing);
            await database.OpenAsync(pairs.ConvertAll(Open), cancellationToken);
            await LookUpAsync(pairs, cancellationToken);
            FromCache(missing);
        }
    }

    /// <summary>Forgets a conversation whose rows were not as expected.</summary>
    public void Forget(ParticipantPair pair) => cache.Forget(pair);

    private static List<ParticipantPair> PairsOf(List<WriteRequest> requests) => [.. requests.Select(request => request.Pair).Distinct()];

    /// <returns>The requests whose conversation is not known; null when there are none.</returns>
    private List<WriteRequest>? FromCache(IReadOnlyList<WriteRequest> requests)
    {
        List<WriteRequest>? unknown = null;
        foreach (var request in requests)
        {
            request.Conversation = cache.Find(request.Pair);
            if (request.Conversation is null)
            {
                (unknown ??= []).Add(request);
            }
        }

        return unknown;
    }

    private Conversation Open(ParticipantPair pair) => Conversation.Open(Guid.CreateVersion7(time.GetUtcNow()), pair);

    private async Task LookUpAsync(List<ParticipantPair> pairs, CancellationToken cancellationToken)
    {
        foreach (var conversation in await database.FindAsync(pairs, cancellationToken))
        {
            cache.Add(conversation);
        }
    }
}
