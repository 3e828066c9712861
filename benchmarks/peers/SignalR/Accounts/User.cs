namespace ChatApp.SignalRPeer.Accounts;

internal sealed class User
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Username { get; init; }

    public required string Email { get; init; }

    public required string PasswordHash { get; init; }

    public DateTimeOffset CreatedAt { get; init; } = TimeProvider.System.GetUtcNow();
}
