using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatApp.Fault.Tests.Tracing;

/// <summary>An OpenTelemetry collector that keeps what it gets over OTLP (HTTP, protobuf).</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookingInterval = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<byte[]> _traces = new();
    private readonly ConcurrentQueue<byte[]> _metrics = new();
    private readonly WebApplication _app;

    private OtlpCollector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    /// <summary>The settings of a server that sends here, without a long wait.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    public IReadOnlyList<CollectedSpan> Spans => [.. _traces.SelectMany(CollectedSpan.In)];

    public static async Task<OtlpCollector> StartAsync(CancellationToken cancellationToken)
    {
        var collector = new OtlpCollector();
        await collector._app.StartAsync(cancellationToken);
        return collector;
    }

    /// <summary>Polls until it has the spans.</summary>
    /// <returns>All spans so far, after the wait.</returns>
    public async Task<IReadOnlyList<CollectedSpan>> WaitAsync(
        Func<IReadOnlyList<CollectedSpan>, bool> areThere, CancellationToken cancellationToken)
    {
        await WaitUntilAsync(() => areThere(Spans), cancellationToken);
        return Spans;
    }

    /// <summary>Polls until a text has come among the metrics.</summary>
    public Task<bool> WaitForMetricAsync(string name, CancellationToken cancellationToken) =>
        WaitUntilAsync(() => Contains(_metrics, name), cancellationToken);

    /// <summary>Whether a text occurs in anything that has come.</summary>
    public bool Has(string text) => Contains(_traces, text) || Contains(_metrics, text);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static bool Contains(IEnumerable<byte[]> requests, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return requests.Any(request => request.AsSpan().IndexOf(bytes) >= 0);
    }

    private static async Task<bool> WaitUntilAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LongestWait);
        using var timer = new PeriodicTimer(LookingInterval);
        try
        {
            while (!isSo())
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        (context.Request.Path == "/v1/traces" ? _traces : _metrics).Enqueue(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }
}
