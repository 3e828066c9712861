using ChatApp.Application.Writing;
using ChatApp.Domain.Messages;

namespace ChatApp.Application.Messages;

/// <summary>Adds the caller's reaction to a message, or removes it.</summary>
/// <param name="UserId">The caller.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Emoji">The emoji.</param>
/// <param name="IsAdded">Whether it is added.</param>
public sealed record React(Guid UserId, Guid MessageId, string Emoji, bool IsAdded) : IRequest<Result<Unit>>;

internal sealed class ReactValidator : AbstractValidator<React>
{
    public ReactValidator() => RuleFor(command => command.Emoji).Must(Emoji.IsOne).WithMessage(
        "A reaction is one emoji of Unicode's list RGI_Emoji, with its variation selector if it has one.");
}

internal sealed class ReactHandler(IConversationWriter writer, ISendLimits limits)
    : IRequestHandler<React, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(React command, CancellationToken cancellationToken) =>
        limits.CountChange(command.UserId, command.Emoji.Length) is { } refusal
            ? refusal
            : await writer.WriteAsync(new ReactWrite(command), cancellationToken);
}

/// <summary>The decision: adds or removes the reaction, unless that changes nothing.</summary>
internal sealed class ReactWrite(React command)
    : ConversationWrite<Unit>(WriteTarget.Of(command.UserId, command.MessageId))
{
    public override Error WithoutConversation => MessageErrors.MessageNotFound;

    public override void AddKeys(WriteKeys keys) => keys.AddMessage(command.MessageId);

    public override Result<Unit> Decide(ConversationState state)
    {
        var (userId, emoji) = (command.UserId, command.Emoji);
        if (state.Message(command.MessageId) is not { } message)
        {
            return MessageErrors.MessageNotFound;
        }

        if (!command.IsAdded)
        {
            if (message.RemoveReaction(userId, emoji))
            {
                state.Raise(new ReactionRemoved(
                    message.ConversationId, message.Id, message.Seq, userId, emoji, state.Advance()));
            }

            return Unit.Value;
        }

        if (state.IsBlocked(userId))
        {
            return MessageErrors.Blocked;
        }

        if (message.DeletedAt is not null)
        {
            return MessageErrors.MessageDeleted;
        }

        if (message.HasNoRoomFor(emoji))
        {
            return MessageErrors.TooManyReactions;
        }

        if (message.AddReaction(userId, emoji))
        {
            state.Raise(new ReactionAdded(
                message.ConversationId, message.Id, message.Seq, userId, emoji, state.Advance()));
        }

        return Unit.Value;
    }
}
