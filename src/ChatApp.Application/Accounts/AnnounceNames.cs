using ChatApp.Application.Users;
using ChatApp.Application.Writing;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>
/// Tells a user's new names to all who share a conversation with messages with the user, and to the user's own devices.
/// Each is told once for each <see cref="User.ProfileRevision"/>, however often the command is repeated.
/// </summary>
/// <param name="User">The user, with the names to tell.</param>
public sealed record AnnounceNames(User User) : IRequest<Result<Unit>>;

internal sealed class AnnounceNamesHandler(IAccountContents contents, IConversationWriter writer)
    : IRequestHandler<AnnounceNames, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(AnnounceNames command, CancellationToken cancellationToken)
    {
        var user = command.User;
        var notes = WriteTarget.With(user.Id, user.Id);
        var result = await writer.WriteAllAsync([new AnnounceNamesWrite(user, notes)], cancellationToken);
        await foreach (var conversationIds in contents.FindConversationsAsync(user.Id, cancellationToken))
        {
            if (!result.IsSuccess)
            {
                break;
            }

            result = await writer.WriteAllAsync(
                conversationIds.Select(id => new AnnounceNamesWrite(user, WriteTarget.In(user.Id, id))),
                cancellationToken);
        }

        return result;
    }
}

/// <summary>
/// The decision for one conversation: tells its other user. In the notes to itself, which are opened for that, the
/// user's own devices are told. A closed account is told nothing.
/// </summary>
internal sealed class AnnounceNamesWrite(User user, WriteTarget target) : ConversationWrite<Unit>(target)
{
    public override bool OpensConversation => Target.Pair is not null;

    public override Error WithoutConversation => UserErrors.NotFound;

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

        var peerId = state.Conversation.Pair.PeerOf(user.Id);
        if (!state.IsClosed(peerId) && state.Member(user.Id).Announce(user.ProfileRevision))
        {
            state.Raise(new UserUpdated(user.Id, user.Username, user.DisplayName, [state.Advance(peerId)]));
        }

        return Unit.Value;
    }
}
