using ChatApp.Api.Errors;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Common;
using Microsoft.AspNetCore.Connections.Features;

namespace ChatApp.Api.WebSockets;

/// <summary>
/// Stands before the door for sockets: gives a handshake a place, or refuses it while the node or its address has as many sockets as it may have, before
/// anything else is done for it: 503 and 429.
/// </summary>
internal sealed class SocketGate(RequestDelegate next, SocketPlaces places)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path != WebSocketMiddleware.Path || !Handshake.IsAskedFor(context))
        {
            await next(context);
            return;
        }

        if (places.TryTake(ClientAddress.Of(context.Connection.RemoteIpAddress), out var refusal) is not { } place)
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
                connection.ConnectionClosed.UnsafeRegister(static place => ((SocketPlaces.Place)place!).Dispose(), place);
            }
            else
            {
                place.Dispose();
            }
        }
    }

    // A socket that was handed over has the whole connection; one within TLS or HTTP/2 ends with its request.
    private static IConnectionLifetimeFeature? OutlivesRequest(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols && ConnectionHandover.Of(context) is not null
            ? context.Features.Get<IConnectionLifetimeFeature>()
            : null;
}
