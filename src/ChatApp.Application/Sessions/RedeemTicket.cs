namespace ChatApp.Application.Sessions;

/// <summary>Redeems a ticket. Of several calls with one ticket, on any nodes, only one succeeds.</summary>
public sealed record RedeemTicket(string Ticket) : SensitiveRecord, IRequest<Result<TicketClaims>>;

/// <summary>Remembers which tickets were used, for all nodes.</summary>
public interface IUsedTickets
{
    /// <summary>Records the use of a ticket.</summary>
    /// <param name="expiresAt">When the record may be forgotten.</param>
    /// <returns>Whether this is the first use.</returns>
    Task<bool> TryAddAsync(Guid ticketId, DateTimeOffset expiresAt, CancellationToken cancellationToken);
}

internal sealed class RedeemTicketHandler(ITokenIssuer tokens, IUsedTickets used, TimeProvider time)
    : IRequestHandler<RedeemTicket, Result<TicketClaims>>
{
    private static readonly Error Bad = new(
        ErrorKind.Unauthorized, ErrorCodes.Unauthorized,
        "The ticket is unknown, expired or already used; request a new one.");

    public async Task<Result<TicketClaims>> Handle(RedeemTicket command, CancellationToken cancellationToken)
    {
        if (tokens.ReadTicket(command.Ticket) is not { } claims || claims.ExpiresAt <= time.GetUtcNow())
        {
            return Bad;
        }

        return await used.TryAddAsync(claims.Id, claims.ExpiresAt, cancellationToken) ? claims : Bad;
    }
}
