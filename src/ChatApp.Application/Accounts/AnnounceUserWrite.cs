using ChatApp.Application.Users;
using ChatApp.Application.Writing;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>
/// Tells one user of another user's new names, once for each <see cref="User.ProfileRevision"/>. The devices of the
/// user itself are told in its notes to itself, which are opened for that. A closed account is told nothing.
/// </summary>
/// <param name="user">The user with the new names.</param>
/// <param name="peerId">The user who is told.</param>
public sealed class AnnounceUserWrite(User user, Guid peerId)
    : ConversationWrite<Unit>(WriteTarget.With(user.Id, peerId))
{
    /// <inheritdoc/>
    public override bool OpensConversation => peerId == user.Id;

    /// <inheritdoc/>
    public override Error WithoutConversation => UserErrors.NotFound;

    /// <inheritdoc/>
    public override Result<Unit> Decide(ConversationState state)
    {
        // The names of an account that was closed meanwhile are erased, which only current rows show.
        if (user.ClosedAt is null)
        {
            state.RequireCurrentRows();
            if (state.IsClosed(user.Id))
            {
                return Unit.Value;
            }
        }

        if (!state.IsClosed(peerId) && state.Member(user.Id).Announce(user.ProfileRevision))
        {
            state.Raise(new UserUpdated(user.Id, user.Username, user.DisplayName, [state.Advance(peerId)]));
        }

        return Unit.Value;
    }
}
