using ChatApp.Application.Common;
using ChatApp.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Finds or opens the conversation of two users and remembers what never changes about it, so that a message in a known conversation
/// needs no look-up. Bounded in count: when full, it is emptied. For the batch writer's loop alone.
/// </summary>
internal sealed class ConversationDirectory(
    IDbContextFactory<ChatDbContext> contexts,
    IUniqueViolation uniqueViolation,
    TimeProvider time)
{
    private const int MaxEntries = 100_000;

    private readonly Dictionary<ParticipantPair, KnownConversation> _known = [];

    /// <summary>The conversation; null when there is none, or when one of the two does not exist and so none can be opened.</summary>
    public async ValueTask<KnownConversation?> FindAsync(ParticipantPair pair, bool open, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(pair, out var known))
        {
            return known;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        known = await LoadAsync(context, pair, cancellationToken);
        if (known is null && open)
        {
            known = await OpenAsync(context, pair, cancellationToken);
        }

        return known is null ? null : Remember(known);
    }

    /// <summary>Forgets a conversation whose rows were not as expected.</summary>
    public void Forget(ParticipantPair pair) => _known.Remove(pair);

    private static async Task<KnownConversation?> LoadAsync(
        ChatDbContext context,
        ParticipantPair pair,
        CancellationToken cancellationToken) => await (
            from conversation in context.Conversations
            join first in context.Users on conversation.FirstUserId equals first.Id
            join second in context.Users on conversation.SecondUserId equals second.Id
            where conversation.FirstUserId == pair.First && conversation.SecondUserId == pair.Second
            select new KnownConversation(conversation.Id, pair, first.Username, second.Username))
        .SingleOrDefaultAsync(cancellationToken);

    private async Task<KnownConversation?> OpenAsync(
        ChatDbContext context,
        ParticipantPair pair,
        CancellationToken cancellationToken)
    {
        var found = await context.Users.CountAsync(user => user.Id == pair.First || user.Id == pair.Second, cancellationToken);
        if (found < (pair.First == pair.Second ? 1 : 2))
        {
            return null;
        }

        context.Conversations.Add(Conversation.Open(Guid.CreateVersion7(time.GetTimestampUtc()), pair));
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (uniqueViolation.IsViolated(exception))
        {
            // Another node has opened it at the same instant: that one is the conversation.
        }

        return await LoadAsync(context, pair, cancellationToken);
    }

    private KnownConversation Remember(KnownConversation known)
    {
        if (_known.Count >= MaxEntries)
        {
            _known.Clear();
        }

        _known[known.Pair] = known;
        return known;
    }
}
