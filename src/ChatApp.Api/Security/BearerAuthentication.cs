using System.Security.Claims;
using ChatApp.Api.Connections;
using ChatApp.Api.WebSockets;
using ChatApp.Application.Sessions;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace ChatApp.Api.Security;

/// <summary>Sets up the check of access tokens, the same for REST and for sockets, and of tickets: signature and times first, then the session.</summary>
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
            // A browser cannot set headers on a socket, so there a ticket or, unless that is switched off, a token may stand in the query.
            OnMessageReceived = context =>
                context.Request.Path == WebSocketMiddleware.Path && string.IsNullOrEmpty(context.Request.Headers.Authorization)
                    ? ReadQueryAsync(context)
                    : Task.CompletedTask,
            OnTokenValidated = CheckSessionAsync,
        };
    }

    public void Configure(JwtBearerOptions options) => Configure(JwtBearerDefaults.AuthenticationScheme, options);

    private async Task ReadQueryAsync(MessageReceivedContext context)
    {
        var query = context.Request.Query;
        if (query.TryGetValue("ticket", out var ticket))
        {
            await RedeemAsync(context, ticket.ToString());
        }
        else if (sockets.AllowTokenInUrl)
        {
            context.Token = query["token"];
        }
    }

    // Not cancelled when the client hangs up, which the framework would log as an error; it takes a statement or two.
    private async Task RedeemAsync(MessageReceivedContext context, string ticket)
    {
        var redeemed = await sender.Send(new RedeemTicket(ticket), CancellationToken.None);
        if (!redeemed.IsSuccess)
        {
            context.Fail(redeemed.Error.Detail);
            return;
        }

        var claims = redeemed.Value;
        context.Principal = new ClaimsPrincipal(
            new CallerIdentity(new Caller(claims.UserId, claims.SessionId, claims.Generation, claims.TokenExpiresAt)));
        context.Success();
        await CheckSessionAsync(context);
    }

    // Not cancelled either; it takes a look into a cache, or one statement.
    private async Task CheckSessionAsync(ResultContext<JwtBearerOptions> context)
    {
        var caller = Caller.Of(context.Principal)!;
        var session = await sender.Send(new AuthenticateSession(caller.UserId, caller.SessionId, caller.Generation), CancellationToken.None);
        if (!session.IsSuccess)
        {
            context.Fail(session.Error.Detail);
            return;
        }

        Stranger.Of(context.HttpContext)?.BecomeKnown();
    }
}
