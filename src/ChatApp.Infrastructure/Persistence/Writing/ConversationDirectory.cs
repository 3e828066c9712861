namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Finds or opens the conversations of a batch. All unknown ones are looked up together, so a client that writes to
/// unknown users costs one query per batch. Used only by the batch writer's loop.
/// </summary>
internal sealed class ConversationDirectory(IConversationDatabase database, ConversationCache cache, TimeProvider time)
{
    /// <summary>
    /// Resolves the conversation of each write; none if it does not exist and the write does not open it, a user is
    /// missing, or opening was refused.
    /// </summary>
    public async Task ResolveAsync(IReadOnlyList<QueuedWrite> writes, CancellationToken cancellationToken)
    {
        List<QueuedWrite>? unknown = null;
        foreach (var queued in writes)
        {
            queued.Conversation = queued.Write.Target.Pair is { } pair ? cache.Find(pair) : null;
            if (queued.Conversation is null)
            {
                (unknown ??= []).Add(queued);
            }
        }

        if (unknown is not null)
        {
            await FindByIdAsync(
                unknown, target => target.ConversationId, database.FindByIdAsync, cancellationToken);
            await FindByIdAsync(
                unknown, target => target.MessageId, database.FindOfMessagesAsync, cancellationToken);
            await FindByPairAsync(unknown.FindAll(queued => queued.Write.Target.Pair is not null), cancellationToken);
        }
    }

    public void Forget(ParticipantPair pair) => cache.Forget(pair);

    private static ParticipantPair PairOf(QueuedWrite queued) => queued.Write.Target.Pair!.Value;

    private static List<ParticipantPair> PairsOf(List<QueuedWrite> writes) => [.. writes.Select(PairOf).Distinct()];

    // The id is that of the conversation or of one of its messages.
    private static async Task FindByIdAsync(
        List<QueuedWrite> unknown,
        Func<WriteTarget, Guid?> idOf,
        Func<IReadOnlyList<Guid>, CancellationToken, Task<IReadOnlyDictionary<Guid, KnownConversation>>> findAsync,
        CancellationToken cancellationToken)
    {
        var writes = unknown.ToLookup(queued => idOf(queued.Write.Target));
        List<Guid> ids = [.. writes.Select(group => group.Key).OfType<Guid>()];
        if (ids.Count == 0)
        {
            return;
        }

        var found = await findAsync(ids, cancellationToken);
        foreach (var (id, conversation) in found)
        {
            foreach (var queued in writes[id].Where(queued => conversation.Pair.Has(queued.Write.Target.UserId)))
            {
                queued.Conversation = conversation;
            }
        }
    }

    private async Task FindByPairAsync(List<QueuedWrite> writes, CancellationToken cancellationToken)
    {
        if (writes.Count == 0)
        {
            return;
        }

        await LookUpAsync(writes, cancellationToken);
        var missing = Admit(writes.FindAll(queued => queued is { Conversation: null, Write.OpensConversation: true }));
        if (missing.Count > 0)
        {
            // Another node may open the same conversation at the same time, so the stored one is looked up.
            try
            {
                await database.OpenAsync(PairsOf(missing).ConvertAll(Open), cancellationToken);
                await LookUpAsync(missing, cancellationToken);
            }
            finally
            {
                GiveBack(missing.FindAll(queued => queued.Conversation is null));
            }
        }
    }

    // Asked once per user and pair, even if several writes of the batch open the conversation or the batch is repeated.
    private static List<QueuedWrite> Admit(List<QueuedWrite> writes)
    {
        var refusals = new Dictionary<(Guid UserId, ParticipantPair Pair), Error?>();
        foreach (var queued in writes.Where(queued => !queued.MayOpen))
        {
            var key = (queued.Write.Target.UserId, PairOf(queued));
            if (!refusals.TryGetValue(key, out var refusal))
            {
                refusals.Add(key, refusal = queued.Write.AdmitOpening());
            }

            (queued.Refusal, queued.MayOpen) = (refusal, refusal is null);
        }

        return writes.FindAll(queued => queued.MayOpen);
    }

    // One of the users does not exist, so the admission is given back.
    private static void GiveBack(List<QueuedWrite> writes)
    {
        foreach (var opening in writes.GroupBy(queued => (queued.Write.Target.UserId, PairOf(queued))))
        {
            opening.First().Write.GiveBackOpening();
        }

        writes.ForEach(queued => queued.MayOpen = false);
    }

    private Conversation Open(ParticipantPair pair) => Conversation.Open(Guid.CreateVersion7(time.GetUtcNow()), pair);

    // The writes get the results directly, because the cache may already have evicted them.
    private async Task LookUpAsync(List<QueuedWrite> writes, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ParticipantPair, KnownConversation>();
        foreach (var conversation in await database.FindAsync(PairsOf(writes), cancellationToken))
        {
            found[conversation.Pair] = conversation;
            cache.Add(conversation);
        }

        foreach (var queued in writes)
        {
            queued.Conversation = found.GetValueOrDefault(PairOf(queued));
        }
    }
}
