namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>A ticket that was used; kept until it would have expired anyway.</summary>
internal sealed class UsedTicketRow
{
    public Guid Id { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
