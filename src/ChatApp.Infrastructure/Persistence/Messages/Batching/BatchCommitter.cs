using Microsoft.Extensions.Logging;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Writes one batch in one transaction. When the connection breaks during the commit, only the database knows whether it is stored: then this
/// looks, under the same locks, and writes again only what it has seen to be missing. For the batch writer's loop alone.
/// </summary>
/// <remarks>
/// The locks make the look final: the broken transaction holds them until it is committed or rolled back, so whoever gets them sees its outcome.
/// A transaction that its client has left alone is rolled back by the database after seconds (<see cref="IConversationDatabase"/>).
/// </remarks>
internal sealed partial class BatchCommitter(IConversationDatabase database, TimeProvider time, ILogger<BatchCommitter> logger)
{
    /// <summary>How long after a broken commit its outcome is looked for. Past it the callers are told <c>unavailable</c>, which leaves it open.</summary>
    internal static readonly TimeSpan MaxDoubt = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    private readonly BatchClock _clock = new(time);

    /// <summary>Lets the requests decide and stores what they decided.</summary>
    /// <returns>What is durable now, and its events to be published.</returns>
    public async Task<WriteBatch> CommitAsync(List<WriteRequest> requests)
    {
        var attempt = new Attempt();
        try
        {
            return await TryAsync(requests, attempt);
        }
        catch (Exception exception) when (attempt.InDoubt is not null && DatabaseFailure.IsOutage(exception))
        {
            LogDoubt(logger, exception, requests.Count);
        }

        var brokenAt = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await TryAsync(requests, attempt);
            }
            catch (Exception exception) when (DatabaseFailure.IsOutage(exception) && time.GetElapsedTime(brokenAt) < MaxDoubt)
            {
                await Task.Delay(LookInterval, time, CancellationToken.None);
            }
        }
    }

    private async Task<WriteBatch> TryAsync(List<WriteRequest> requests, Attempt attempt)
    {
        var keys = LockKeys.Of(requests);

        // A batch of read marks alone needs no look: to set a mark again changes nothing.
        var proof = attempt.InDoubt?.Messages is [var first, ..] ? first : null;
        if (proof is not null)
        {
            keys.AddMarked(proof.Id);
        }

        await using var transaction = await database.BeginAsync(CancellationToken.None);
        var rows = await transaction.LockAsync(keys, CancellationToken.None);
        if (proof is not null && rows.Marked.ContainsKey(proof.Id))
        {
            return attempt.InDoubt!;
        }

        var batch = new WriteBatch(rows, _clock);
        requests.ForEach(request => request.Apply(batch));
        if (batch.Events.Count > 0)
        {
            attempt.InDoubt = batch;
            await transaction.CommitAsync(batch);
        }

        return batch;
    }

    [LoggerMessage(EventId = 113, Level = LogLevel.Warning, Message = "The connection broke during a commit of {Count} writes; looking for its outcome")]
    private static partial void LogDoubt(ILogger logger, Exception exception, int count);

    private sealed class Attempt
    {
        /// <summary>The batch whose commit was begun last.</summary>
        public WriteBatch? InDoubt { get; set; }
    }
}
