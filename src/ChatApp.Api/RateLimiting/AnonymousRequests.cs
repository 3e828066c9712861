using ChatApp.Api.Errors;
using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Common;
using Microsoft.AspNetCore.Authorization;

namespace ChatApp.Api.RateLimiting;

/// <summary>
/// Counts by address what is asked without a good token, whatever it is, and refuses what comes too often with 429.
/// Not counted here is what has a limit of its own by address (registering, logging in, refreshing, opening sockets),
/// and health: it is remembered for a second, and whoever watches over a node must not be refused.
/// docs/security.md lists all of it.
/// </summary>
internal static class AnonymousRequests
{
    /// <summary>Before anything is done: counts what needs no token.</summary>
    public static void UseLimitOfOpenRequests(this IApplicationBuilder app) => app.Use((context, next) =>
        IsOpen(context) ? CountAsync(context, next) : next(context));

    /// <summary>Once the token was looked at: counts what needs a good one and has brought none.</summary>
    public static void UseLimitOfRefusedRequests(this IApplicationBuilder app) => app.Use((context, next) =>
        NeedsToken(context) && context.User.Identity?.IsAuthenticated != true
            ? CountAsync(context, next)
            : next(context));

    private static bool IsOpen(HttpContext context)
    {
        // A preflight is answered before anybody looks for a token.
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            return true;
        }

        var isCountedElsewhere = context.GetEndpoint()?.Metadata.GetMetadata<RateLimitedAttribute>() is not null
            || context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
            || (context.Request.Path == WebSocketMiddleware.Path && Handshake.IsAskedFor(context));
        return !isCountedElsewhere && !NeedsToken(context);
    }

    private static bool NeedsToken(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<IAuthorizeData>() is not null
        && metadata.GetMetadata<IAllowAnonymous>() is null;

    private static Task CountAsync(HttpContext context, RequestDelegate next)
    {
        var limits = context.RequestServices.GetRequiredService<RateLimits>();
        return limits.CountAnonymous(ClientAddress.Of(context.Connection.RemoteIpAddress)) is { } refusal
            ? ProblemResponse.WriteAsync(context, refusal)
            : next(context);
    }
}
