using System.Diagnostics.Metrics;

namespace ChatApp.Api.WebSockets;

/// <summary>The metrics of sockets, except their number, which the registry of connections records.</summary>
internal sealed class SocketMetrics : IDisposable
{
    private readonly Meter _meter = new(ChatMeter.Name);
    private readonly Histogram<double> _deliveries;
    private readonly Counter<long> _closes;

    public SocketMetrics()
    {
        _deliveries = _meter.CreateHistogram(
            "chatapp.delivery.duration", "s",
            "Time from the acceptance of a message until it was written to a socket that was open by then.",
            advice: ChatMeter.Durations);
        _closes = _meter.CreateCounter<long>(
            "chatapp.connections.closed", "{connection}", "Sockets that the server closed, by close code.");
    }

    public void Delivered(TimeSpan duration) => _deliveries.Record(duration.TotalSeconds);

    public void Closed(CloseCode code) =>
        _closes.Add(1, KeyValuePair.Create<string, object?>("code", code.ToString("D")));

    /// <summary>Reports how many events sockets have not been sent yet, counted when the metric is read.</summary>
    public void ObserveWaitingEvents(Func<long> count) => _meter.CreateObservableGauge(
        "chatapp.events.waiting", count, "{event}", "Events that open sockets have not been sent yet.");

    public void Dispose() => _meter.Dispose();
}
