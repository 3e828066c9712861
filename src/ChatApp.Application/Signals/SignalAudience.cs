using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;

namespace ChatApp.Application.Signals;

/// <summary>
/// Decides to whom a user may send signals: to the users with whom it shares a conversation and no block.
/// </summary>
public sealed class SignalAudience(IMessageHistory history, IBlocks blocks)
{
    /// <summary>Whether the peer may get signals of the user; false also if one of them does not exist.</summary>
    public async Task<bool> IncludesAsync(Guid userId, Guid peerId, CancellationToken cancellationToken) =>
        userId != peerId
        && await history.FindConversationAsync(userId, peerId, cancellationToken) is not null
        && !await blocks.HoldsBetweenAsync(userId, peerId, cancellationToken);
}
