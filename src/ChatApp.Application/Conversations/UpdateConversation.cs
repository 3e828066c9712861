using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;

namespace ChatApp.Application.Conversations;

/// <summary>Archives, mutes or pins a conversation for the caller, or undoes it; null leaves it as it is.</summary>
/// <param name="CallerId">The caller.</param>
/// <param name="UserId">The other user.</param>
/// <param name="Archived">Whether it is in the archive.</param>
/// <param name="Muted">Whether it is muted.</param>
/// <param name="Pinned">Whether it is pinned.</param>
public sealed record UpdateConversation(Guid CallerId, Guid UserId, bool? Archived, bool? Muted, bool? Pinned)
    : IRequest<Result<ConversationDto>>;

internal sealed class UpdateConversationHandler(IConversationWriter writer, IConversationStore conversations)
    : IRequestHandler<UpdateConversation, Result<ConversationDto>>
{
    public async Task<Result<ConversationDto>> Handle(UpdateConversation command, CancellationToken cancellationToken)
    {
        var updated = await writer.WriteAsync(new UpdateConversationWrite(command), cancellationToken);
        return updated.IsSuccess
            ? await conversations.GetAsync(command.CallerId, updated.Value, cancellationToken)
            : updated.Error;
    }
}

/// <summary>The decision: sets the values for the caller. The result is the id of the conversation.</summary>
internal sealed class UpdateConversationWrite(UpdateConversation command)
    : ConversationWrite<Guid>(WriteTarget.With(command.CallerId, command.UserId))
{
    public override Error WithoutConversation { get; } =
        new(ErrorKind.NotFound, ErrorCodes.ConversationNotFound, "You have no conversation with this user.");

    public override Result<Guid> Decide(ConversationState state)
    {
        // That nothing changes must not be concluded from stale rows.
        state.RequireCurrentRows();
        var conversation = state.Conversation;
        if (conversation.LastSeq == 0)
        {
            return WithoutConversation;
        }

        var member = state.Member(command.CallerId);
        if (member.Arrange(conversation, command.Archived, command.Muted, command.Pinned))
        {
            state.Raise(ConversationUpdated.Of(member, command.UserId, state.Advance(command.CallerId)));
        }

        return conversation.Id;
    }
}
