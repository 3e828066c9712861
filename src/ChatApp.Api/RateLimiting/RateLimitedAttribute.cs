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
        var address = ClientAddress.Of(context.Connection.RemoteIpAddress);
        return (action, Caller.Of(context.User)?.UserId) switch
        {
            (RateLimitedAction.Register, _) => limits.CountRegistration(address),
            (RateLimitedAction.LogIn, _) => limits.CountLogin(address),
            (RateLimitedAction.Refresh, _) => limits.CountRefresh(address),
            (RateLimitedAction.Read, { } user) => limits.CountRead(user),
            (RateLimitedAction.Search, { } user) => limits.CountSearch(user),
            (RateLimitedAction.Export, { } user) => limits.CountExport(user),
            (RateLimitedAction.SendMessage, { } user) => limits.CountFrame(user),

            // A call without a token is refused for that reason.
            _ => null,
        };
    }
}

/// <summary>The actions with a rate limit.</summary>
internal enum RateLimitedAction
{
    Register,
    LogIn,
    Refresh,
    SendMessage,
    Read,
    Search,
    Export,
}
