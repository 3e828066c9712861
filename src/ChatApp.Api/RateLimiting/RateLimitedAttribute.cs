using System.Net;
using ChatApp.Api.Errors;
using ChatApp.Api.Security;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ChatApp.Api.RateLimiting;

/// <summary>Counts calls of an action and refuses those that come too often with 429.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RateLimitedAttribute(RateLimitedAction action) : Attribute, IAsyncActionFilter
{
    public Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var limits = context.HttpContext.RequestServices.GetRequiredService<RateLimits>();
        var address = context.HttpContext.Connection.RemoteIpAddress ?? IPAddress.None;
        var refusal = action switch
        {
            RateLimitedAction.Register => limits.CountRegistration(address),
            RateLimitedAction.LogIn => limits.CountLogin(address),
            _ when Caller.Of(context.HttpContext.User) is { } caller => limits.CountMessage(caller.UserId),
            _ => null,
        };
        if (refusal is null)
        {
            return next();
        }

        context.Result = new ErrorResult(refusal);
        return Task.CompletedTask;
    }
}
