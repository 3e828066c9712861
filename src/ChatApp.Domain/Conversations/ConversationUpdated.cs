using ChatApp.Domain.Events;

namespace ChatApp.Domain.Conversations;

/// <summary>
/// A conversation was archived, muted or pinned, or no longer is, for one member, whose stream alone has the event.
/// </summary>
/// <param name="PeerId">The other member.</param>
/// <param name="Archived">Whether it is in the archive now.</param>
/// <param name="Muted">Whether it is muted now.</param>
/// <param name="Pinned">Whether it is pinned now.</param>
/// <param name="Positions">The position of this event in the stream of the member.</param>
public sealed record ConversationUpdated(
    Guid PeerId, bool Archived, bool Muted, bool Pinned, IReadOnlyList<StreamPosition> Positions)
    : StoredEvent(Positions)
{
    /// <summary>The event of a member's current values.</summary>
    /// <param name="member">The member.</param>
    /// <param name="peerId">The other member.</param>
    /// <param name="position">The position of the event in the stream of the member.</param>
    public static ConversationUpdated Of(Member member, Guid peerId, StreamPosition position) =>
        new(peerId, member.Archived, member.Muted, member.Pinned, [position]);
}
