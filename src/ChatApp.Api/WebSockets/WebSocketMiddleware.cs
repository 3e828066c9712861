using ChatApp.Api.Errors;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets.Transport;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace ChatApp.Api.WebSockets;

/// <summary>Opens sockets: checks origin and credentials, answers the handshake, and calls the host.</summary>
internal sealed class WebSocketMiddleware(
    RequestDelegate next, OriginPolicy origins, RateLimits rateLimits, SocketSettings settings, SocketHost host)
{
    public const string Path = "/ws/chat";

    private readonly QueryCredentials _credentials = new(settings.AllowTokenInUrl);

    public static bool IsHandshake(HttpContext context) =>
        context.Request.Path == Path && Handshake.IsAskedFor(context);

    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path != Path ? next(context)
        : !Handshake.IsAskedFor(context) ? RefuseWithoutUpgradeAsync(context)
        : !origins.MayOpenSocket(context.Request) ? RefuseOriginAsync(context)
        : host.IsDraining ? ProblemResponse.WriteAsync(context, StatusCodes.Status503ServiceUnavailable)
        : OpenAsync(context);

    private async Task OpenAsync(HttpContext context)
    {
        context.Features.Set(_credentials);
        var authentication = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (authentication.Succeeded && Caller.Of(authentication.Principal) is { } caller)
        {
            if (rateLimits.CountRead(caller.UserId) is { } tooMany)
            {
                await ProblemResponse.WriteAsync(context, tooMany);
                return;
            }

            // This comes before the handshake, so that no event is missed that is committed after it.
            var expected = await host.PrepareAsync(caller, context.Request.Query, context.RequestAborted);
            try
            {
                await Handshake.AcceptAsync(context, transport => host.ServeAsync(transport, caller, expected));
            }
            catch
            {
                // The client disconnected before it was served.
                expected.Dispose();
                throw;
            }
        }
        else if (CountFailure(context) is { } refusal)
        {
            await ProblemResponse.WriteAsync(context, refusal);
        }
        else
        {
            // The socket is closed after the handshake, because a browser cannot distinguish a refused handshake from a
            // network failure.
            await Handshake.AcceptAsync(
                context,
                static transport => transport.CloseAsync((int)CloseCode.Unauthorized, nameof(CloseCode.Unauthorized)));
        }
    }

    private Error? CountFailure(HttpContext context) =>
        rateLimits.CountFailedHandshake(ClientAddress.Of(context.Connection.RemoteIpAddress));

    private Task RefuseOriginAsync(HttpContext context) => CountFailure(context) is { } tooMany
        ? ProblemResponse.WriteAsync(context, tooMany)
        : ProblemResponse.WriteAsync(
            context, StatusCodes.Status403Forbidden, HttpErrorCodes.OriginNotAllowed,
            "Pages from this origin may not open sockets.");

    private static Task RefuseWithoutUpgradeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Get;
            return ProblemResponse.WriteAsync(context, StatusCodes.Status405MethodNotAllowed);
        }

        context.Response.Headers.Upgrade = Handshake.Protocol;

        // Without keep-alive, Kestrel would silently close a connection whose answer has a Connection header.
        context.Response.Headers.Connection = "Upgrade, keep-alive";
        context.Response.Headers.SecWebSocketVersion = Handshake.Version;
        return ProblemResponse.WriteAsync(context, StatusCodes.Status426UpgradeRequired);
    }
}
