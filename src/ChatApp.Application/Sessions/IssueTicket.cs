namespace ChatApp.Application.Sessions;

/// <summary>
/// Issues a ticket for one socket. Unlike an access token, it may safely be part of a URL. It is valid for 30 seconds,
/// but not longer than the access token.
/// </summary>
public sealed record IssueTicket(Guid UserId, Guid SessionId, int Generation, DateTimeOffset TokenExpiresAt)
    : IRequest<Result<SocketTicket>>;

internal sealed class IssueTicketHandler(ITokenIssuer tokens, TimeProvider time)
    : IRequestHandler<IssueTicket, Result<SocketTicket>>
{
    /// <summary>Longest validity of a ticket (contract, section 2).</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    public Task<Result<SocketTicket>> Handle(IssueTicket command, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var expiresAt = now + Lifetime < command.TokenExpiresAt ? now + Lifetime : command.TokenExpiresAt;
        var ticket = tokens.MakeTicket(new TicketClaims(
            Guid.CreateVersion7(now), command.UserId, command.SessionId, command.Generation, command.TokenExpiresAt,
            expiresAt));
        return Task.FromResult<Result<SocketTicket>>(new SocketTicket(ticket, (int)(expiresAt - now).TotalSeconds));
    }
}

/// <summary>A ticket that opens one socket.</summary>
/// <param name="Ticket">The value of the <c>ticket</c> parameter in the URL of the socket.</param>
/// <param name="ExpiresIn">Seconds until it expires.</param>
public sealed record SocketTicket(string Ticket, int ExpiresIn) : SensitiveRecord;
