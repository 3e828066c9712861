using System.Diagnostics.Metrics;

namespace ChatApp.Api.Connections;

/// <summary>Counts the connections that were cut off because of a limit.</summary>
internal sealed class ConnectionMetrics : IDisposable
{
    private readonly Meter _meter = new(ChatMeter.Name);
    private readonly Counter<long> _refused;

    public ConnectionMetrics() => _refused = _meter.CreateCounter<long>(
        "chatapp.connections.refused", "{connection}", "Connections cut off because of a limit, by reason.");

    public void Refused(string reason) => _refused.Add(1, KeyValuePair.Create<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}
