using System.Security.Claims;
using ChatApp.Api.Connections;
using ChatApp.Application.Sessions;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace ChatApp.Api.Security;

/// <summary>Checks access tokens and tickets for REST and sockets: signature and times, then the session.</summary>
internal sealed class BearerAuthentication(AccessTokenHandler tokens, ISender sender)
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
                string.IsNullOrEmpty(context.Request.Headers.Authorization)
                && context.HttpContext.Features.Get<QueryCredentials>() is { } allowed
                    ? ReadQueryAsync(context, allowed)
                    : Task.CompletedTask,
            OnTokenValidated = CheckSessionAsync,
        };
    }

    public void Configure(JwtBearerOptions options) => Configure(JwtBearerDefaults.AuthenticationScheme, options);

    private async Task ReadQueryAsync(MessageReceivedContext context, QueryCredentials allowed)
    {
        var query = context.Request.Query;
        if (query.TryGetValue("ticket", out var ticket))
        {
            await RedeemAsync(context, ticket.ToString());
        }
        else if (allowed.AllowToken)
        {
            context.Token = query["token"];
        }
    }

    // Not cancelled if the client disconnects, because the framework would log that as an error. It needs at most two
    // SQL statements.
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

    // Not cancelled for the same reason. It needs a cache look-up or one SQL statement.
    private async Task CheckSessionAsync(ResultContext<JwtBearerOptions> context)
    {
        var caller = Caller.Of(context.Principal)!;
        var session = await sender.Send(
            new AuthenticateSession(caller.UserId, caller.SessionId, caller.Generation), CancellationToken.None);
        if (!session.IsSuccess)
        {
            context.Fail(session.Error.Detail);
            return;
        }

        Stranger.Of(context.HttpContext)?.BecomeKnown();
    }
}

/// <summary>Allows credentials in the query, because a browser cannot set headers for a WebSocket.</summary>
/// <param name="AllowToken">Whether an access token is allowed, and not only a ticket.</param>
internal sealed record QueryCredentials(bool AllowToken);
