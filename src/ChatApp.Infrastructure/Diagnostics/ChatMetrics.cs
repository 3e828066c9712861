using System.Diagnostics.Metrics;

namespace ChatApp.Infrastructure.Diagnostics;

/// <summary>
/// The metrics of the server, except refused connections, which the Api project counts. Any .NET metrics listener can
/// read the meter <c>ChatApp</c>.
/// </summary>
internal sealed class ChatMetrics : IDisposable
{
    private readonly Meter _meter = new(ChatMeter.Name);
    private readonly Counter<long> _dispatchFailures;
    private readonly Counter<long> _forgeries;
    private readonly Counter<long> _hintsDropped;
    private readonly Counter<long> _streamsReconciled;
    private readonly Histogram<int> _batchSizes;
    private readonly UpDownCounter<int> _connections;
    private readonly UpDownCounter<int> _queuedWrites;

    public ChatMetrics()
    {
        _dispatchFailures = _meter.CreateCounter<long>(
            "chatapp.dispatch.failures", "{event}", "Committed events whose publishing failed.");
        _forgeries = _meter.CreateCounter<long>(
            "chatapp.redis.forged", "{value}", "Values in Redis without a valid seal of this installation.");
        _hintsDropped = _meter.CreateCounter<long>(
            "chatapp.hints.dropped", "{hint}", "Hints that did not reach the backplane.");
        _streamsReconciled = _meter.CreateCounter<long>(
            "chatapp.streams.healed", "{stream}", "Streams whose growth was found in the database, not by a hint.");
        _batchSizes = _meter.CreateHistogram<int>(
            "chatapp.batch.size", "{write}", "Writes taken from the queue as one batch.");
        _connections = _meter.CreateUpDownCounter<int>("chatapp.connections", "{connection}", "Open sockets.");
        _queuedWrites = _meter.CreateUpDownCounter<int>(
            "chatapp.writes.queued", "{write}", "Writes waiting for their batch.");
    }

    public void ConnectionOpened() => _connections.Add(1);

    public void ConnectionClosed() => _connections.Add(-1);

    public void WriteQueued() => _queuedWrites.Add(1);

    public void WriteRefused() => _queuedWrites.Add(-1);

    public void BatchTaken(int size)
    {
        _queuedWrites.Add(-size);
        _batchSizes.Record(size);
    }

    public void HintsDropped(int count) => _hintsDropped.Add(count);

    public void ForgeryFound() => _forgeries.Add(1);

    public void StreamReconciled() => _streamsReconciled.Add(1);

    public void DispatchFailed() => _dispatchFailures.Add(1);

    public void Dispose() => _meter.Dispose();
}
