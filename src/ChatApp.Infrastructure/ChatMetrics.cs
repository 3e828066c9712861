using System.Diagnostics.Metrics;

namespace ChatApp.Infrastructure;

/// <summary>What the server counts about itself. Any .NET metrics listener can read the meter <c>ChatApp</c>.</summary>
public sealed class ChatMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ChatApp";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _dispatchFailures;
    private readonly Counter<long> _forgeries;
    private readonly Counter<long> _hintsDropped;
    private readonly Counter<long> _connectionsRefused;
    private readonly Counter<long> _streamsHealed;
    private readonly Histogram<int> _batchSizes;
    private readonly UpDownCounter<int> _connections;
    private readonly UpDownCounter<int> _queuedWrites;

    /// <summary>Makes the instruments.</summary>
    public ChatMetrics()
    {
        _dispatchFailures = _meter.CreateCounter<long>("chatapp.dispatch.failures", "{event}", "Committed events whose publishing failed.");
        _forgeries = _meter.CreateCounter<long>(
            "chatapp.redis.forged", "{value}", "What was found in Redis without a seal of this installation.");
        _hintsDropped = _meter.CreateCounter<long>("chatapp.hints.dropped", "{hint}", "Hints that did not reach the backplane.");
        _connectionsRefused = _meter.CreateCounter<long>(
            "chatapp.connections.refused", "{connection}", "Connections cut off because of a limit, by reason.");
        _streamsHealed = _meter.CreateCounter<long>("chatapp.streams.healed", "{stream}", "Streams found to have grown without a hint.");
        _batchSizes = _meter.CreateHistogram<int>("chatapp.batch.size", "{write}", "Writes taken from the queue together.");
        _connections = _meter.CreateUpDownCounter<int>("chatapp.connections", "{connection}", "Open sockets.");
        _queuedWrites = _meter.CreateUpDownCounter<int>("chatapp.writes.queued", "{write}", "Writes waiting for their batch.");
    }

    /// <summary>A socket was opened.</summary>
    public void ConnectionOpened() => _connections.Add(1);

    /// <summary>A socket was closed.</summary>
    public void ConnectionClosed() => _connections.Add(-1);

    /// <summary>A connection was cut off: at the door, or later, for another one or for being silent.</summary>
    /// <param name="reason">The limit, in a word.</param>
    public void ConnectionRefused(string reason) =>
        _connectionsRefused.Add(1, KeyValuePair.Create<string, object?>("reason", reason));

    internal void WriteQueued() => _queuedWrites.Add(1);

    internal void WriteRefused() => _queuedWrites.Add(-1);

    internal void BatchTaken(int size)
    {
        _queuedWrites.Add(-size);
        _batchSizes.Record(size);
    }

    internal void HintsDropped(int count) => _hintsDropped.Add(count);

    internal void ForgeryFound() => _forgeries.Add(1);

    internal void StreamHealed() => _streamsHealed.Add(1);

    internal void DispatchFailed() => _dispatchFailures.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
