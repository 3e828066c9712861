using ChatApp.Api.Errors;
using Microsoft.AspNetCore.Authorization;

namespace ChatApp.Api.RateLimiting;

/// <summary>
/// Counts all requests without a valid token by address, and answers 429 beyond the limit. It does not count requests
/// that have their own limit by address: registration, login, refresh and socket handshakes. Health checks have a
/// separate bucket, so that monitoring is not refused because of other clients at the same address. docs/security.md
/// lists all limits.
/// </summary>
internal static class AnonymousRequests
{
    private static readonly object IsCounted = new();
    private static readonly PathString[] Health = ["/health/live", "/health/ready"];

    /// <summary>Counts requests that need no token, before any other work.</summary>
    /// <param name="hasOwnLimit">Whether a request has another limit than <see cref="RateLimitedAttribute"/>.</param>
    public static void UseLimitOfOpenRequests(
        this IApplicationBuilder app, Predicate<HttpContext> hasOwnLimit) => app.Use((context, next) =>
        IsOpen(context) && !hasOwnLimit(context) ? OrTooManyAsync(context, () => next(context)) : next(context));

    /// <summary>Counts requests that need a valid token but have none, after authentication.</summary>
    public static void UseLimitOfRefusedRequests(this IApplicationBuilder app) => app.Use((context, next) =>
        NeedsToken(context) && context.User.Identity?.IsAuthenticated != true
            ? OrTooManyAsync(context, () => next(context))
            : next(context));

    /// <summary>Counts a request that is answered before authentication, at most once, and answers it.</summary>
    public static Task OrTooManyAsync(HttpContext context, Func<Task> answer)
    {
        if (!context.Items.TryAdd(IsCounted, true))
        {
            return answer();
        }

        var limits = context.RequestServices.GetRequiredService<RateLimits>();
        var address = ClientAddress.Of(context.Connection.RemoteIpAddress);
        var refusal = Health.Contains(context.Request.Path)
            ? limits.CountHealth(address)
            : limits.CountAnonymous(address);
        return refusal is null ? answer() : ProblemResponse.WriteAsync(context, refusal);
    }

    // A preflight is answered before authentication.
    private static bool IsOpen(HttpContext context) =>
        HttpMethods.IsOptions(context.Request.Method)
        || (context.GetEndpoint()?.Metadata.GetMetadata<RateLimitedAttribute>() is null && !NeedsToken(context));

    private static bool NeedsToken(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<IAuthorizeData>() is not null
        && metadata.GetMetadata<IAllowAnonymous>() is null;
}
