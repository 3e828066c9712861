using System.Diagnostics.Metrics;

namespace ChatApp.Api.Connections;

/// <summary>Counts the connections that were cut off because of a limit.</summary>
internal sealed class ConnectionMetrics : IHostedService, IDisposable
{
    /// <summary>The reason if the process has no room.</summary>
    public const string Process = "process";

    private readonly Meter _meter = new(ChatMeter.Name);
    private readonly Counter<long> _refused;

    public ConnectionMetrics() => _refused = _meter.CreateCounter<long>(
        "chatapp.connections.refused", "{connection}", "Connections cut off because of a limit, by reason.");

    public void Refused(string reason) => _refused.Add(1, KeyValuePair.Create<string, object?>("reason", reason));

    /// <summary>Counts zero, so that the first count shows as an increase.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _refused.Add(0, KeyValuePair.Create<string, object?>("reason", Process));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();
}
