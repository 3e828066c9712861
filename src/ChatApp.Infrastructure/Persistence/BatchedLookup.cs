namespace ChatApp.Infrastructure.Persistence;

/// <summary>
/// Looks things up by key, many with one statement: what has queued while the last look-up ran goes into the next one.
/// A look-up that comes alone is made at once; nothing ever waits for company. When many clients connect together, this
/// is what keeps them from costing a round trip each.
/// </summary>
/// <remarks>
/// <see cref="FindAsync"/> may be called from any thread, and its answer was read after the call. One statement is
/// under way at a time. At most <see cref="MaxWaiting"/> callers wait for the next; one more is told at once, as in an
/// outage, that the database does not keep up. When a statement finds the database out of reach, all who wait are told
/// so: each statement of their own would wait for another time-out first.
/// </remarks>
/// <param name="read">Reads those of the keys that there are. Never called twice at a time.</param>
internal sealed class BatchedLookup<TKey, TValue>(
    Func<IReadOnlyList<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> read)
    where TKey : notnull
{
    /// <summary>
    /// Callers who may wait: more than all sockets of a large node that come back at once, at 150 bytes each.
    /// </summary>
    internal const int MaxWaiting = 50_000;

    /// <summary>Keys in one statement; more would make others wait behind it.</summary>
    internal const int MaxBatchSize = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<Request> _waiting = [];
    private bool _isReading;

    /// <summary>What there is of a key; the default of the type when there is nothing.</summary>
    /// <exception cref="TimeoutException">Too many wait already.</exception>
    public Task<TValue?> FindAsync(TKey key, CancellationToken cancellationToken)
    {
        var request = new Request(key);
        if (Enqueue(request))
        {
            _ = ReadAllAsync();
        }

        return request.Task.WaitAsync(cancellationToken);
    }

    /// <returns>Whether nobody reads, so that the caller has to.</returns>
    private bool Enqueue(Request request)
    {
        lock (_gate)
        {
            if (_waiting.Count >= MaxWaiting)
            {
                throw new TimeoutException("Too many look-ups wait for the database.");
            }

            _waiting.Enqueue(request);
            return !_isReading && (_isReading = true);
        }
    }

    private async Task ReadAllAsync()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            await ReadAsync(batch);

            // The first batch is the work of a caller, who must not be kept for what has queued since.
            await Task.Yield();
        }
    }

    private List<Request> TakeBatch()
    {
        lock (_gate)
        {
            var batch = new List<Request>(Math.Min(_waiting.Count, MaxBatchSize));
            while (batch.Count < MaxBatchSize && _waiting.TryDequeue(out var request))
            {
                batch.Add(request);
            }

            _isReading = batch.Count > 0;
            return batch;
        }
    }

    private async Task ReadAsync(List<Request> batch)
    {
        try
        {
            var found = await read([.. batch.Select(request => request.Key).Distinct()]);
            batch.ForEach(request => request.TrySetResult(found.GetValueOrDefault(request.Key)));
        }
#pragma warning disable CA1031 // It is each caller's to handle; the one who happens to read must not end for all.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (DatabaseFailure.IsOutage(exception))
            {
                batch.AddRange(TakeWaiting());
            }

            batch.ForEach(request => request.TrySetException(exception));
        }
    }

    private Request[] TakeWaiting()
    {
        lock (_gate)
        {
            Request[] taken = [.. _waiting];
            _waiting.Clear();
            return taken;
        }
    }

    private sealed class Request(TKey key)
        : TaskCompletionSource<TValue?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TKey Key => key;
    }
}
