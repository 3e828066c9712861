using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Persistence.Conversations;
using ChatApp.Infrastructure.RateLimiting;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Finds or opens the conversations of a batch. All that the cache does not know is looked up together: a client that writes to strangers, or to
/// nobody, costs the batch a query and not one for each message. For the batch writer's loop alone.
/// </summary>
internal sealed class ConversationDirectory(
    IConversationDatabase database, ConversationCache cache, SendLimits limits, TimeProvider time)
{
    /// <summary>
    /// Gives each request its conversation; those whose conversation does not exist, and cannot be opened because one of the two
    /// users does not exist or the sender has opened too many lately, get none.
    /// </summary>
    public async Task ResolveAsync(IReadOnlyList<WriteRequest> requests, CancellationToken cancellationToken)
    {
        var unknown = FromCache(requests);
        if (unknown is null)
        {
            return;
        }

        await LookUpAsync(unknown, cancellationToken);
        var missing = Admit(unknown.FindAll(request => request is { Conversation: null, OpensConversation: true }));
        if (missing.Count > 0)
        {
            // Another node may open one at the same instant; so what is there now is looked up, whoever opened it.
            await database.OpenAsync(PairsOf(missing).ConvertAll(Open), cancellationToken);
            await LookUpAsync(missing, cancellationToken);
            GiveBack(missing.FindAll(request => request.Conversation is null));
        }
    }

    /// <summary>Forgets a conversation whose rows were not as expected.</summary>
    public void Forget(ParticipantPair pair) => cache.Forget(pair);

    // Counted once for a pair, however many messages of the batch would open it, and once although the batch may be
    // tried again.
    private List<WriteRequest> Admit(List<WriteRequest> requests)
    {
        var refusals = new Dictionary<(Guid UserId, ParticipantPair Pair), Error?>();
        foreach (var request in requests.Where(request => !request.MayOpen))
        {
            if (!refusals.TryGetValue((request.UserId, request.Pair), out var refusal))
            {
                refusal = IsNote(request.Pair) ? null : limits.CountNewConversation(request.UserId);
                refusals.Add((request.UserId, request.Pair), refusal);
            }

            request.Refusal = refusal;
            request.MayOpen = refusal is null;
        }

        return requests.FindAll(request => request.MayOpen);
    }

    // Those bother nobody.
    private static bool IsNote(ParticipantPair pair) => pair.First == pair.Second;

    // There is nobody to open it with.
    private void GiveBack(List<WriteRequest> requests)
    {
        var counted = requests.FindAll(request => !IsNote(request.Pair));
        foreach (var opening in counted.GroupBy(request => (request.UserId, request.Pair)))
        {
            limits.GiveBackNewConversation(opening.Key.UserId);
        }

        requests.ForEach(request => request.MayOpen = false);
    }

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

    // Given to the requests from here and not from the cache, which may be emptied by what is added to it.
    private async Task LookUpAsync(List<WriteRequest> requests, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ParticipantPair, KnownConversation>();
        foreach (var conversation in await database.FindAsync(PairsOf(requests), cancellationToken))
        {
            found[conversation.Pair] = conversation;
            cache.Add(conversation);
        }

        foreach (var request in requests)
        {
            request.Conversation = found.GetValueOrDefault(request.Pair);
        }
    }
}
