using ChatApp.Api.WebSockets;
using ChatApp.Application.Sessions;
using MediatR;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace ChatApp.Api.Security;

/// <summary>Sets up the check of access tokens, the same for REST and for sockets: signature and times first, then the session.</summary>
internal sealed class BearerAuthentication(AccessTokenHandler tokens, SocketSettings sockets, ISender sender)
    : IConfigureNamedOptions<JwtBearerOptions>
{
    public void Configure(string? name, JwtBearerOptions options)
    {
        options.IncludeErrorDetails = false;
        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(tokens);
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = context =>
            {
                // A browser cannot set headers on a socket, so there the token may stand in the query, unless that is switched off.
                if (sockets.AllowTokenInUrl
                    && context.Request.Path == WebSocketMiddleware.Path
                    && string.IsNullOrEmpty(context.Request.Headers.Authorization))
                {
                    context.Token = context.Request.Query["token"];
                }

                return Task.CompletedTask;
            },
            OnTokenValidated = async context =>
            {
                var caller = Caller.Of(context.Principal)!;

                // Not cancelled when the client hangs up, which the framework would log as an error; it takes a look into a cache, or one statement.
                var session = await sender.Send(
                    new AuthenticateSession(caller.UserId, caller.SessionId, caller.Generation), CancellationToken.None);
                if (!session.IsSuccess)
                {
                    context.Fail(session.Error.Detail);
                }
            },
        };
    }

    public void Configure(JwtBearerOptions options) => Configure(JwtBearerDefaults.AuthenticationScheme, options);
}
