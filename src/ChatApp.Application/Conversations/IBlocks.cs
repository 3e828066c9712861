namespace ChatApp.Application.Conversations;

/// <summary>Looks up blocks for what passes without a write, such as signals. Thread-safe.</summary>
public interface IBlocks
{
    /// <summary>Whether one of two users blocks the other. A block that was acknowledged before the call is found.</summary>
    Task<bool> HoldsBetweenAsync(Guid userId, Guid peerId, CancellationToken cancellationToken);
}
