namespace ChatApp.Infrastructure.Persistence;

/// <summary>
/// Looks up values by key, one statement at a time. Requests that arrive during a statement form the next batch, so
/// many clients that connect together do not cost one round trip each; a single request starts at once. Thread-safe. If
/// a statement finds an outage, all waiting callers fail: each would wait for another timeout.
/// </summary>
/// <param name="read">Reads the values of those keys that exist. It is not called concurrently.</param>
internal sealed class BatchedLookup<TKey, TValue>(
    Func<IReadOnlyList<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> read)
    where TKey : notnull
{
    // At 150 bytes each: more than the sockets of a large node that reconnect at once.
    internal const int MaxWaiting = 50_000;

    // A larger statement would delay the others.
    internal const int MaxBatchSize = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<Request> _waiting = [];
    private bool _isReading;

    /// <summary>Finds the value of a key, or the default. It is read after the call.</summary>
    /// <exception cref="TimeoutException">Too many callers are waiting already.</exception>
    public Task<TValue?> FindAsync(TKey key, CancellationToken cancellationToken)
    {
        var request = new Request(key);
        if (Enqueue(request))
        {
            _ = ReadAllAsync();
        }

        return request.Task.WaitAsync(cancellationToken);
    }

    /// <returns>Whether no read is running, so the caller has to start one.</returns>
    private bool Enqueue(Request request)
    {
        lock (_gate)
        {
            if (_waiting.Count >= MaxWaiting)
            {
                throw new TimeoutException("Too many lookups are waiting for the database.");
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

            // The first batch runs on the caller's thread, which must not be held for the batches after it.
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
        catch (Exception exception)
        {
            // Each caller handles it; the reading loop must go on.
            if (DatabaseFailure.IsOutage(exception))
            {
                lock (_gate)
                {
                    batch.AddRange(_waiting);
                    _waiting.Clear();
                }
            }

            batch.ForEach(request => request.TrySetException(exception));
        }
    }

    private sealed class Request(TKey key)
        : TaskCompletionSource<TValue?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TKey Key => key;
    }
}
