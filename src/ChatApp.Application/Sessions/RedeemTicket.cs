namespace ChatApp.Application.Sessions;

/// <summary>Uses up a ticket. Of any number of calls with the same one, on whatever nodes, one succeeds.</summary>
/// <param name="Ticket">The ticket.</param>
public sealed record RedeemTicket(string Ticket) : SensitiveRecord, IRequest<Result<TicketClaims>>;

/// <summary>Remembers, for all nodes, which tickets were used.</summary>
public interface IUsedTickets
{
    /// <summary>Notes the use of a ticket.</summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="expiresAt">From when on it need not be remembered.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it had not been used before.</returns>
    Task<bool> TryAddAsync(Guid ticketId, DateTimeOffset expiresAt, CancellationToken cancellationToken);
}

internal sealed class RedeemTicketHandler(ITokenIssuer tokens, IUsedTickets used, TimeProvider time)
    : IRequestHandler<RedeemTicket, Result<TicketClaims>>
{
    private static readonly Error Bad = new(
        ErrorKind.Unauthorized,
        ErrorCodes.Unauthorized,
        "The ticket is unknown, too old or used up; ask for another one.");

    public async Task<Result<TicketClaims>> Handle(RedeemTicket command, CancellationToken cancellationToken)
    {
        if (tokens.ReadTicket(command.Ticket) is not { } claims || claims.ExpiresAt <= time.GetUtcNow())
        {
            return Bad;
        }

        return await used.TryAddAsync(claims.Id, claims.ExpiresAt, cancellationToken) ? claims : Bad;
    }
}
