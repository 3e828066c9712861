using ChatApp.Application.Messages;
using ChatApp.Application.Users;
using ChatApp.Application.Writing;

namespace ChatApp.Application.Conversations;

/// <summary>Blocks a user, or lifts the caller's own block.</summary>
/// <param name="CallerId">The caller.</param>
/// <param name="UserId">The other user.</param>
/// <param name="IsBlocked">Whether the caller blocks this user from now on.</param>
public sealed record BlockUser(Guid CallerId, Guid UserId, bool IsBlocked) : IRequest<Result<Unit>>;

internal sealed class BlockUserValidator : AbstractValidator<BlockUser>
{
    public BlockUserValidator() => RuleFor(command => command.UserId).NotEqual(command => command.CallerId)
        .WithMessage("You cannot block yourself.");
}

internal sealed class BlockUserHandler(IConversationWriter writer, ISendLimits limits, IUserDirectory users)
    : IRequestHandler<BlockUser, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(BlockUser command, CancellationToken cancellationToken)
    {
        var result = await writer.WriteAsync(new BlockUserWrite(command, limits), cancellationToken);

        // Without a conversation there is no block to lift.
        return result.Error == UserErrors.NotFound
            && !command.IsBlocked
            && await users.FindAsync(command.UserId, cancellationToken) is not null
            ? Unit.Value
            : result;
    }
}

/// <summary>The decision: sets or lifts the block. A block opens the conversation, since it is kept there.</summary>
internal sealed class BlockUserWrite(BlockUser command, ISendLimits limits)
    : ConversationWrite<Unit>(WriteTarget.With(command.CallerId, command.UserId))
{
    public override bool OpensConversation => command.IsBlocked;

    public override Error WithoutConversation => UserErrors.NotFound;

    public override Error? AdmitOpening() => limits.CountNewConversation(command.CallerId);

    public override void GiveBackOpening() => limits.GiveBackNewConversation(command.CallerId);

    public override Result<Unit> Decide(ConversationState state)
    {
        // That nothing changes must not be concluded from stale rows.
        state.RequireCurrentRows();
        DateTimeOffset? since = command.IsBlocked ? state.Now : null;
        if (state.Member(command.CallerId).SetBlock(state.Member(command.UserId), since))
        {
            state.Conversation.RaiseRevision();
        }

        return Unit.Value;
    }
}
