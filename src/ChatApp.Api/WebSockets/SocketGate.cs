using ChatApp.Api.Errors;
using ChatApp.Api.WebSockets.Transport;
using Microsoft.AspNetCore.Connections.Features;

namespace ChatApp.Api.WebSockets;

/// <summary>
/// Admits a handshake, or refuses it while the node or its address has as many sockets as allowed (503 and 429). It
/// runs before any other work is done for the handshake.
/// </summary>
internal sealed class SocketGate(RequestDelegate next, SocketLimiter limiter)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!WebSocketMiddleware.IsHandshake(context))
        {
            await next(context);
            return;
        }

        var address = ClientAddress.Of(context.Connection.RemoteIpAddress);
        if (limiter.TryAcquire(address, out var refusal) is not { } permit)
        {
            await ProblemResponse.WriteAsync(context, refusal!);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            if (OutlivesRequest(context) is { } connection)
            {
                connection.ConnectionClosed.UnsafeRegister(
                    static permit => ((SocketLimiter.Permit)permit!).Dispose(), permit);
            }
            else
            {
                permit.Dispose();
            }
        }
    }

    // A socket that was handed over lives as long as its connection. A socket with TLS or HTTP/2 ends with its request.
    private static IConnectionLifetimeFeature? OutlivesRequest(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols
        && ConnectionHandover.Of(context) is not null
            ? context.Features.Get<IConnectionLifetimeFeature>()
            : null;
}
