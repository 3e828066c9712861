namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>A used ticket, kept until some time after its expiry.</summary>
internal sealed class UsedTicketRow
{
    public Guid Id { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
