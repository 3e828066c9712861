using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using OpenTelemetry.Trace;

namespace ChatApp.Api.Telemetry;

/// <summary>Exports the server's spans over OTLP, those of its own work and of HTTP requests.</summary>
internal static class TraceExport
{
    private const string OfRequests = "Microsoft.AspNetCore";

    // Their callers ask every few seconds.
    private static readonly PathString[] Untraced = ["/health", "/metrics"];

    public static void Add(IServiceCollection services) => services.AddOpenTelemetry()
        .WithTracing(traces => traces.AddSource(ChatTrace.Name, OfRequests).AddOtlpExporter());

    /// <summary>
    /// Names the span of a request and describes it, by OpenTelemetry's conventions for HTTP, but without its address:
    /// that can contain a token or a reaction.
    /// </summary>
    public static void Use(WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
        {
            await next(context);
        }
        else if (Untraced.Any(path => context.Request.Path.StartsWithSegments(path)))
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            await next(context);
        }
        else
        {
            try
            {
                await next(context);
            }
            finally
            {
                Describe(span, context);
            }
        }
    });

    private static void Describe(Activity span, HttpContext context)
    {
        var (method, status) = (context.Request.Method, context.Response.StatusCode);
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var isKnown = method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS";
        span.DisplayName = $"{(isKnown ? method : "HTTP")} {route}".TrimEnd();
        span.SetTag("http.request.method", isKnown ? method : "_OTHER");
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.Fail($"{status}", isFault: true);
        }
    }
}
