using System.Net.WebSockets;
using ChatApp.Api.Errors;
using ChatApp.Api.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace ChatApp.Api.WebSockets;

/// <summary>The door for sockets: checks origin and token, completes the handshake, and leaves the rest to the connection.</summary>
internal sealed class WebSocketMiddleware(RequestDelegate next, OriginPolicy origins, SocketHost host)
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

        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseWithoutUpgradeAsync(context);
            return;
        }

        if (!origins.IsAllowed(context.Request))
        {
            await ProblemResponse.WriteAsync(
                context, StatusCodes.Status403Forbidden, HttpErrorCodes.OriginNotAllowed, "Pages of this origin may not open sockets.", fields: null);
            return;
        }

        if (host.IsDraining)
        {
            await ProblemResponse.WriteAsync(context, StatusCodes.Status503ServiceUnavailable);
            return;
        }

        var authentication = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            // Compression would cost memory for every socket and, with secrets beside chosen text, leak them.
            DangerousEnableCompression = false,
            KeepAliveInterval = SocketSettings.PingInterval,
            KeepAliveTimeout = SocketSettings.PingTimeout,
        });

        if (!authentication.Succeeded || Caller.Of(authentication.Principal) is not { } caller)
        {
            // Only now, so that a browser can tell a bad token from a network failure.
            await SocketClosing.CloseAsync(socket, CloseCode.Unauthorized);
        }
        else
        {
            var since = context.Request.Query["since"].ToString();
            await host.ServeAsync(socket, caller, since.Length == 0 ? null : since, context.Request.Query["events"] == "all");
        }

        if (socket.State == WebSocketState.Aborted && context.Features.Get<LingeringUpgrade>()?.Stream is { } stream)
        {
            await SocketClosing.LingerAsync(stream, context.RequestAborted);
        }
    }

    private static Task RefuseWithoutUpgradeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Get;
            return ProblemResponse.WriteAsync(context, StatusCodes.Status405MethodNotAllowed);
        }

        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
        return ProblemResponse.WriteAsync(context, StatusCodes.Status426UpgradeRequired);
    }
}
