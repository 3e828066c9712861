using ChatApp.Api.Errors;
using ChatApp.Api.Listening;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ChatApp.Api.Telemetry;

/// <summary>
/// Exports the metrics of the server, its libraries and the runtime: at <c>/metrics</c> as Prometheus text (contract,
/// section 7), and over OTLP if an endpoint is configured.
/// </summary>
/// <param name="addresses">The addresses that serve only <c>/metrics</c>; without any, each address serves it.</param>
/// <param name="version">The version of the server.</param>
/// <param name="usesOtlp">Whether an endpoint is configured.</param>
internal sealed class MetricsExport(IReadOnlyList<ListeningAddress> addresses, string version, bool usesOtlp)
{
    private static readonly PathString Path = "/metrics";

    private readonly HashSet<int?> _ports = [.. addresses.Select(address => address.Port)];

    public void Add(IServiceCollection services) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("chatapp", serviceVersion: version))
        .WithMetrics(metrics =>
        {
            metrics.AddMeter(
                ChatMeter.Name, "Npgsql", "System.Runtime", "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel");

            // An answer is kept for 300 ms, so a flood of requests costs little.
            metrics.AddPrometheusExporter();
            if (usesOtlp)
            {
                metrics.AddOtlpExporter();
            }
        });

    /// <summary>Keeps <c>/metrics</c>, and all other calls, to their own addresses.</summary>
    public void Use(WebApplication app)
    {
        if (_ports.Count > 0)
        {
            app.Use((context, next) =>
                _ports.Contains(context.Connection.LocalPort) == context.Request.Path.StartsWithSegments(Path)
                    ? next(context)
                    : ProblemResponse.WriteAsync(context, StatusCodes.Status404NotFound));
        }
    }

    /// <summary>Adds the call.</summary>
    public static void Map(WebApplication app) => app.MapPrometheusScrapingEndpoint(Path)
        .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
}
