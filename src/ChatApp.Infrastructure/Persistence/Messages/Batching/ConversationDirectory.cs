using ChatApp.Application.Common;
using ChatApp.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Finds or opens the conversations of a batch and remembers what never changes about them, so that a message in a known conversation
/// needs no look-up. All that a batch does not know is looked up together: a client that writes to strangers, or to nobody, costs
/// the batch a query and not one for each message. Bounded in count: when full, it is emptied. For the batch writer's loop alone.
/// </summary>
internal sealed class ConversationDirectory(
    IDbContextFactory<ChatDbContext> contexts,
    IUniqueViolation uniqueViolation,
    TimeProvider time)
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

        var unknown = requests.Where(request => !_known.ContainsKey(request.Pair)).ToList();
        if (unknown.Count > 0)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await LookUpAsync(context, [.. unknown.Select(request => request.Pair).Distinct()], cancellationToken);
            var missing = unknown.Where(request => request.OpensConversation && !_known.ContainsKey(request.Pair))
                .Select(request => request.Pair).Distinct().ToList();
            if (missing.Count > 0)
            {
                await OpenAsync(context, missing, cancellationToken);
            }
        }

        foreach (var request in requests)
        {
            request.Conversation = _known.GetValueOrDefault(request.Pair);
        }
    }

    /// <summary>Forgets a conversation whose rows were not as expected.</summary>
    public void Forget(ParticipantPair pair) => _known.Remove(pair);

    // The two lists select a few rows too many, of other pairs among the same users; those are remembered as well.
    private async Task LookUpAsync(ChatDbContext context, List<ParticipantPair> pairs, CancellationToken cancellationToken)
    {
        var firsts = pairs.ConvertAll(pair => pair.First);
        var seconds = pairs.ConvertAll(pair => pair.Second);
        var found = await (
            from conversation in context.Conversations
            join first in context.Users on conversation.FirstUserId equals first.Id
            join second in context.Users on conversation.SecondUserId equals second.Id
            where firsts.Contains(conversation.FirstUserId) && seconds.Contains(conversation.SecondUserId)
            select new { conversation.Id, First = first.Id, Second = second.Id, first.Username, Other = second.Username })
            .ToListAsync(cancellationToken);
        foreach (var row in found)
        {
            var pair = ParticipantPair.Of(row.First, row.Second);
            _known[pair] = new KnownConversation(row.Id, pair, row.Username, row.Other);
        }
    }

    private async Task OpenAsync(ChatDbContext context, List<ParticipantPair> pairs, CancellationToken cancellationToken)
    {
        var userIds = pairs.SelectMany(pair => new[] { pair.First, pair.Second }).Distinct().ToList();
        var existing = await context.Users.Where(user => userIds.Contains(user.Id)).Select(user => user.Id).ToHashSetAsync(cancellationToken);
        var openable = pairs.Where(pair => existing.Contains(pair.First) && existing.Contains(pair.Second)).ToList();
        foreach (var pair in openable)
        {
            context.Conversations.Add(Conversation.Open(Guid.CreateVersion7(time.GetTimestampUtc()), pair));
            try
            {
                await context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException exception) when (uniqueViolation.IsViolated(exception))
            {
                // Another node has opened it at the same instant: that one is the conversation.
            }

            context.ChangeTracker.Clear();
        }

        if (openable.Count > 0)
        {
            await LookUpAsync(context, openable, cancellationToken);
        }
    }
}
