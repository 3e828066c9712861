using ChatApp.Api.Errors;
using ChatApp.Api.Security;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ChatApp.Api.RateLimiting;

/// <summary>Counts calls of an action and answers 429 beyond the rate limit, before the body is read.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RateLimitedAttribute(RateLimitedAction action) : Attribute, IAsyncResourceFilter
{
    public Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        if (Count(context.HttpContext) is not { } refusal)
        {
            return next();
        }

        context.Result = new ErrorResult(refusal);
        return Task.CompletedTask;
    }

    private Error? Count(HttpContext context)
    {
        var limits = context.RequestServices.GetRequiredService<RateLimits>();
        return action switch
        {
            RateLimitedAction.Register =>
                limits.CountRegistration(ClientAddress.Of(context.Connection.RemoteIpAddress)),
            RateLimitedAction.LogIn => limits.CountLogin(ClientAddress.Of(context.Connection.RemoteIpAddress)),
            RateLimitedAction.Refresh => limits.CountRefresh(ClientAddress.Of(context.Connection.RemoteIpAddress)),
            RateLimitedAction.Read when Caller.Of(context.User) is { } caller => limits.CountRead(caller.UserId),
            RateLimitedAction.Search when Caller.Of(context.User) is { } caller => limits.CountSearch(caller.UserId),
            RateLimitedAction.SendMessage when Caller.Of(context.User) is { } caller =>
                limits.CountFrame(caller.UserId),

            // A call without a token is refused for that reason.
            _ => null,
        };
    }
}
