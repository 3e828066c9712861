using Microsoft.Extensions.Logging;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Writes one batch in one transaction. Decided on the rows as this node has left them, it takes one round trip; when the database has them
/// otherwise, or refuses it for another reason, nothing is written and the batch is decided again under locks. When the connection breaks
/// during the commit, only the database knows whether it is stored: then this looks, under locks, and writes again only what it
/// has seen to be missing. For the batch writer's loop alone.
/// </summary>
/// <remarks>
/// A look is final. Either the broken transaction holds its locks until it is committed or rolled back, so whoever gets them sees its outcome;
/// or it has not got as far as its locks: then it will be void once the batch that was decided under the look's locks is committed, and each further look asks for it
/// too. (One gap is left: if that batch is refused in its turn, and not sent again, the broken one may still arrive; its callers were told of a failure, and a repeat with
/// its <c>client_message_id</c> finds it.) The database rolls a broken transaction back when it notices that its node is gone (<see cref="IConversationTransaction"/>); a look that
/// waits for that in vain ends like any other whose outcome stays open. What is answered from what a look or a repeat has found, without
/// a write, is answered after the transaction was confirmed: what can be read on the database may still be on its way to a standby.
/// </remarks>
internal sealed partial class BatchCommitter(IConversationDatabase database, TimeProvider time, ILogger<BatchCommitter> logger)
{
    /// <summary>
    /// How long after the batch was begun a look may begin. Past it the callers are told <c>unavailable</c>, which leaves the outcome open. A look takes
    /// a statement's four seconds at most, so the answer comes within ten; a commit into a black hole has taken eight of them by itself.
    /// </summary>
    internal static readonly TimeSpan MaxDoubt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    private readonly KnownRows _known = new();
    private readonly OptimisticTries _tries = new();

    /// <summary>Lets the requests decide and stores what they decided.</summary>
    /// <returns>What is durable now, and its events to be published.</returns>
    /// <exception cref="TimeoutException">The outcome could not be found out: the writes may be stored or not.</exception>
    public async Task<WriteBatch> CommitAsync(List<WriteRequest> requests)
    {
        var begin = time.GetTimestamp();
        var attempt = new Attempt();
        Exception cause;
        try
        {
            return await TryWithoutLocksAsync(requests, attempt) ?? await TryAsync(requests, attempt);
        }
        catch (Exception exception) when (attempt.IsOutcomeOpen && DatabaseFailure.LeavesOutcomeOpen(exception))
        {
            LogDoubt(logger, exception, requests.Count);
            cause = exception;
        }

        // While it is open, nothing may be written again without a look, so whatever fails here is no reason to do otherwise.
        while (time.GetElapsedTime(begin) < MaxDoubt)
        {
            try
            {
                return await TryAsync(requests, attempt);
            }
            catch (Exception exception) when (attempt.IsOutcomeOpen && (!attempt.HasLooked || DatabaseFailure.LeavesOutcomeOpen(exception)))
            {
                cause = exception;
                await Task.Delay(LookInterval, time, CancellationToken.None);
            }
        }

        throw new TimeoutException("The outcome of a commit could not be found out in time.", cause);
    }

    /// <returns>null: it was not tried, or the database has refused it and written nothing.</returns>
    private async Task<WriteBatch?> TryWithoutLocksAsync(List<WriteRequest> requests, Attempt attempt)
    {
        if (!_tries.IsDue())
        {
            return null;
        }

        var keys = BatchKeys.Of(requests);
        if (_known.Find(keys) is not { } rows)
        {
            return null;
        }

        try
        {
            var batch = Decide(requests, rows);
            if (batch.Events.Count > 0)
            {
                await using var transaction = await database.BeginAsync(CancellationToken.None);
                attempt.Begin(batch);
                await transaction.CommitAsync(batch);
                _tries.Succeeded();
            }

            _known.Keep(rows, batch);
            return batch;
        }
        catch (Exception exception) when (DatabaseFailure.IsOutage(exception) || (attempt.IsOutcomeOpen && DatabaseFailure.LeavesOutcomeOpen(exception)))
        {
            _known.Forget(keys);
            throw;
        }
#pragma warning disable CA1031 // Whatever the database has against it, or a request, shows again under locks if it is there to stay.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogRefusal(logger, exception, requests.Count);
            _known.Forget(keys);
            _tries.Failed();
            attempt.Refused();
            return null;
        }
    }

    private async Task<WriteBatch> TryAsync(List<WriteRequest> requests, Attempt attempt)
    {
        attempt.HasLooked = false;
        var keys = BatchKeys.Of(requests);
        _known.Forget(keys);
        attempt.AddProofs(keys);

        await using var transaction = await database.BeginAsync(CancellationToken.None);
        var rows = await transaction.LockAsync(keys, CancellationToken.None);
        if (attempt.FindStored(rows) is { } stored)
        {
            await transaction.ConfirmAsync();

            if (attempt.IsLast(stored))
            {
                return stored;
            }

            // What the requests would answer belongs to the last one, and no further look would change that.
            attempt.Looked();
            throw new TimeoutException("A commit arrived after it had been looked for.");
        }

        attempt.Looked();
        _known.Compare(rows);
        var batch = Decide(requests, rows);
        if (batch.Events.Count > 0)
        {
            attempt.Begin(batch);
            await transaction.CommitAsync(batch);
        }
        else
        {
            await transaction.ConfirmAsync();
        }

        _known.Keep(rows, batch);
        return batch;
    }

    private WriteBatch Decide(List<WriteRequest> requests, BatchRows rows)
    {
        var batch = new WriteBatch(rows, time);
        requests.ForEach(request => request.Apply(batch));
        return batch;
    }

    [LoggerMessage(EventId = 113, Level = LogLevel.Warning, Message = "The connection broke during a commit of {Count} writes; looking for its outcome")]
    private static partial void LogDoubt(ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 114, Level = LogLevel.Debug, Message = "A batch of {Count} writes on known rows was refused and is decided again under locks")]
    private static partial void LogRefusal(ILogger logger, Exception exception, int count);

    private sealed class Attempt
    {
        // More than one when a commit after a look broke as well: any of them may have arrived meanwhile, but only one.
        private readonly List<WriteBatch> _begun = [];

        /// <summary>Whether the fate of the commit that was begun last is not known.</summary>
        public bool IsOutcomeOpen { get; private set; }

        /// <summary>Whether the fate of the commit before that one has been seen.</summary>
        public bool HasLooked { get; set; }

        public void Begin(WriteBatch batch)
        {
            _begun.Add(batch);
            IsOutcomeOpen = true;
        }

        /// <summary>The database has answered that the one commit that was begun is not stored.</summary>
        public void Refused()
        {
            _begun.Clear();
            IsOutcomeOpen = false;
        }

        public void Looked() => (IsOutcomeOpen, HasLooked) = (false, true);

        // A batch of read marks alone needs no look: to set a mark again changes nothing, and if it was set, the healer brings its event.
        public void AddProofs(BatchKeys keys)
        {
            foreach (var batch in _begun.Where(batch => batch.Messages.Count > 0))
            {
                keys.AddMarked(batch.Messages[0].Id);
            }
        }

        public bool IsLast(WriteBatch batch) => ReferenceEquals(batch, _begun[^1]);

        public WriteBatch? FindStored(BatchRows rows) =>
            _begun.Find(batch => batch.Messages.Count > 0 && rows.Marked.ContainsKey(batch.Messages[0].Id));
    }
}
