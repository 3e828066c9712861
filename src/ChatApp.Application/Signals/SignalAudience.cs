using ChatApp.Application.Conversations;

namespace ChatApp.Application.Signals;

/// <summary>
/// Decides to whom a user may send signals: to the other users with whom it is in touch. Two users are in touch if a
/// message was sent between them and neither blocks the other.
/// </summary>
public sealed class SignalAudience(IConversationStore conversations)
{
    /// <summary>Whether the peer may get signals of the user; false also if one of them does not exist.</summary>
    public async Task<bool> IncludesAsync(Guid userId, Guid peerId, CancellationToken cancellationToken) =>
        userId != peerId && await conversations.AreInTouchAsync(userId, peerId, cancellationToken);
}
