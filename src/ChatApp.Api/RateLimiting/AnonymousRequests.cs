using ChatApp.Api.Errors;
using Microsoft.AspNetCore.Authorization;

namespace ChatApp.Api.RateLimiting;

/// <summary>
/// Counts by address what is asked without a good token, whatever it is, and refuses what comes too often with 429. Not
/// counted here is what has a limit of its own by address: registering, logging in, refreshing, opening sockets. Health
/// has a bucket of its own, so that whoever watches over a node is not refused for what others at that address do.
/// docs/security.md lists all of it.
/// </summary>
internal static class AnonymousRequests
{
    private static readonly object IsCounted = new();
    private static readonly PathString[] Health = ["/health/live", "/health/ready"];

    /// <summary>Before anything is done: counts what needs no token.</summary>
    /// <param name="app">The application.</param>
    /// <param name="hasOwnLimit">
    /// Whether a request is counted elsewhere, besides those that have a limit by attribute.
    /// </param>
    public static void UseLimitOfOpenRequests(
        this IApplicationBuilder app, Predicate<HttpContext> hasOwnLimit) => app.Use((context, next) =>
        IsOpen(context) && !hasOwnLimit(context) ? OrTooManyAsync(context, () => next(context)) : next(context));

    /// <summary>Once the token was looked at: counts what needs a good one and has brought none.</summary>
    public static void UseLimitOfRefusedRequests(this IApplicationBuilder app) => app.Use((context, next) =>
        NeedsToken(context) && context.User.Identity?.IsAuthenticated != true
            ? OrTooManyAsync(context, () => next(context))
            : next(context));

    /// <summary>Counts a request that is answered before its token is looked at, once, and answers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">Answers it, if it is not one too many.</param>
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

    // A preflight is answered before anybody looks for a token.
    private static bool IsOpen(HttpContext context) =>
        HttpMethods.IsOptions(context.Request.Method)
        || (context.GetEndpoint()?.Metadata.GetMetadata<RateLimitedAttribute>() is null && !NeedsToken(context));

    private static bool NeedsToken(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<IAuthorizeData>() is not null
        && metadata.GetMetadata<IAllowAnonymous>() is null;
}
