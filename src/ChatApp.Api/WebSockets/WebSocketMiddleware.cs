using ChatApp.Api.Errors;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace ChatApp.Api.WebSockets;

/// <summary>The door for sockets: checks origin and token, completes the handshake, and leaves the rest to the connection.</summary>
internal sealed class WebSocketMiddleware(RequestDelegate next, OriginPolicy origins, RateLimits rateLimits, SocketHost host)
{
    /// <summary>Where sockets are opened.</summary>
    public const string Path = "/ws/chat";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path != Path)
        {
            await next(context);
            return;
        }

        if (!Handshake.IsAskedFor(context))
        {
            await RefuseWithoutUpgradeAsync(context);
            return;
        }

        if (!origins.MayOpenSocket(context.Request))
        {
            await RefuseOriginAsync(context);
            return;
        }

        if (host.IsDraining)
        {
            await ProblemResponse.WriteAsync(context, StatusCodes.Status503ServiceUnavailable);
            return;
        }

        var authentication = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (authentication.Succeeded && Caller.Of(authentication.Principal) is { } caller)
        {
            if (rateLimits.CountRead(caller.UserId) is { } tooMany)
            {
                await ProblemResponse.WriteAsync(context, tooMany);
                return;
            }

            // Before the handshake: what is committed once the client knows that it is connected comes after this.
            var start = await host.PrepareAsync(caller, context.Request.Query, context.RequestAborted);
            try
            {
                await Handshake.AcceptAsync(context, transport => host.ServeAsync(transport, caller, start));
            }
            catch
            {
                // The peer has gone before it was served.
                start.Expectation.Dispose();
                throw;
            }
        }
        else if (CountFailure(context) is { } refusal)
        {
            await ProblemResponse.WriteAsync(context, refusal);
        }
        else
        {
            // Only after the handshake, so that a browser can tell a bad token from a network failure.
            await Handshake.AcceptAsync(context, static transport => transport.CloseAsync(CloseCode.Unauthorized));
        }
    }

    private Error? CountFailure(HttpContext context) =>
        rateLimits.CountFailedHandshake(ClientAddress.Of(context.Connection.RemoteIpAddress));

    private Task RefuseOriginAsync(HttpContext context) => CountFailure(context) is { } tooMany
        ? ProblemResponse.WriteAsync(context, tooMany)
        : ProblemResponse.WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            HttpErrorCodes.OriginNotAllowed,
            "Pages of this origin may not open sockets.",
            fields: null);

    private static Task RefuseWithoutUpgradeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Get;
            return ProblemResponse.WriteAsync(context, StatusCodes.Status405MethodNotAllowed);
        }

        context.Response.Headers.Upgrade = Handshake.Protocol;

        // Kestrel ends a connection whose answer names options of it without this one, and does not say so.
        context.Response.Headers.Connection = "Upgrade, keep-alive";
        context.Response.Headers.SecWebSocketVersion = Handshake.Version;
        return ProblemResponse.WriteAsync(context, StatusCodes.Status426UpgradeRequired);
    }
}
