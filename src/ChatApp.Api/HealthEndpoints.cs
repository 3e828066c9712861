using ChatApp.Api.Errors;
using ChatApp.Api.Telemetry;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatApp.Api;

/// <summary>
/// Health checks for operators and orchestrators (contract, section 7). They reveal the version and nothing else.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var reads = new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]);
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions
        {
            // An answer alone shows that the process is alive.
            Predicate = _ => false,
            ResponseWriter = (context, _) =>
                context.Response.WriteAsJsonAsync(new { status = "live", version = ProductVersion.Text }),
        }).WithMetadata(reads);
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            ResponseWriter = (context, report) => report.Status == HealthStatus.Healthy
                ? context.Response.WriteAsJsonAsync(new { status = "ready" })
                : ProblemResponse.WriteAsync(context, StatusCodes.Status503ServiceUnavailable),
        }).WithMetadata(reads);
    }
}
