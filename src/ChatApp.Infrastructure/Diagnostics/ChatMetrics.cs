using System.Diagnostics.Metrics;

namespace ChatApp.Infrastructure.Diagnostics;

/// <summary>
/// The metrics of the server (meter <c>ChatApp</c>), without those of sockets and sends, which the Api and Application
/// record. Units and names follow OpenTelemetry's conventions for metrics.
/// </summary>
/// <remarks>
/// At the start, what should never happen is counted zero times: a counter that appears with its first count shows no
/// increase, so no alert would see it.
/// </remarks>
internal sealed class ChatMetrics(Meter meter) : IHostedService, IDisposable
{
    private static readonly KeyValuePair<string, object?> Hit = new("result", "hit");
    private static readonly KeyValuePair<string, object?> Miss = new("result", "miss");

    private readonly Counter<long> _cacheLookups = meter.CreateCounter<long>(
        "chatapp.cache.lookups", "{lookup}", "Look-ups in caches, by cache and result.");

    private readonly Histogram<double> _commits = meter.CreateHistogram(
        "chatapp.commit.duration", "s", "Time from the decision of a batch until it was stored or refused.",
        advice: ChatMeter.Durations);

    private readonly Counter<long> _dispatchFailures = meter.CreateCounter<long>(
        "chatapp.dispatch.failures", "{event}", "Committed events whose publishing failed.");

    private readonly Counter<long> _forgeries = meter.CreateCounter<long>(
        "chatapp.redis.forged", "{value}", "Values in Redis without a valid seal of this installation.");

    private readonly Counter<long> _hintsPublished = meter.CreateCounter<long>(
        "chatapp.hints.published", "{hint}", "Hints that the backplane has taken.");

    private readonly Counter<long> _hintsDropped = meter.CreateCounter<long>(
        "chatapp.hints.dropped", "{hint}", "Hints that did not reach the backplane.");

    private readonly Counter<long> _logins = meter.CreateCounter<long>(
        "chatapp.logins", "{login}", "Logins, by outcome.");

    private readonly Counter<long> _rowsPurged = meter.CreateCounter<long>(
        "chatapp.retention.deleted", "{row}", "Messages and events that retention has deleted, by kind.");

    private readonly Counter<long> _streamsReconciled = meter.CreateCounter<long>(
        "chatapp.streams.healed", "{stream}", "Streams whose growth was found in the database, not by a hint.");

    private readonly Histogram<int> _batchSizes = meter.CreateHistogram<int>(
        "chatapp.batch.size", "{write}", "Writes taken from the queue as one batch.");

    private readonly UpDownCounter<int> _connections = meter.CreateUpDownCounter<int>(
        "chatapp.connections", "{connection}", "Open sockets.");

    private readonly UpDownCounter<int> _queuedWrites = meter.CreateUpDownCounter<int>(
        "chatapp.writes.queued", "{write}", "Writes waiting for their batch.");

    private long _writesTaken;

    public ChatMetrics() : this(new Meter(ChatMeter.Name))
    {
    }

    /// <summary>Writes that this node has taken since its start, to tell how busy it is.</summary>
    public long WritesTaken => Interlocked.Read(ref _writesTaken);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var counter in new[]
            { _dispatchFailures, _forgeries, _hintsPublished, _hintsDropped, _streamsReconciled })
        {
            counter.Add(0);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void ConnectionOpened() => _connections.Add(1);

    public void ConnectionClosed() => _connections.Add(-1);

    public void WriteQueued() => _queuedWrites.Add(1);

    public void WriteRefused() => _queuedWrites.Add(-1);

    public void BatchTaken(int size)
    {
        _queuedWrites.Add(-size);
        _batchSizes.Record(size);
        Interlocked.Add(ref _writesTaken, size);
    }

    public void BatchCommitted(TimeSpan duration) => _commits.Record(duration.TotalSeconds);

    public void CacheRead(string cache, bool isHit) =>
        _cacheLookups.Add(1, KeyValuePair.Create<string, object?>("cache", cache), isHit ? Hit : Miss);

    public void LoginEnded(string outcome) =>
        _logins.Add(1, KeyValuePair.Create<string, object?>("outcome", outcome));

    /// <summary>Reports a number that is counted when it is read.</summary>
    public void ObserveQueuedPasswords(Func<int> count) => meter.CreateObservableGauge(
        "chatapp.passwords.queued", count, "{password}", "Passwords waiting for a hashing thread.");

    public void HintsPublished(int count) => _hintsPublished.Add(count);

    public void HintsDropped(int count) => _hintsDropped.Add(count);

    public void ForgeryFound() => _forgeries.Add(1);

    public void RowsPurged(string kind, long count) =>
        _rowsPurged.Add(count, KeyValuePair.Create<string, object?>("kind", kind));

    public void StreamReconciled() => _streamsReconciled.Add(1);

    public void DispatchFailed() => _dispatchFailures.Add(1);

    public void Dispose() => meter.Dispose();
}
