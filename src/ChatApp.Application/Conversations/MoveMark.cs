using ChatApp.Application.Messages;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Application.Conversations;

/// <summary>Moves a mark of the caller, in the conversation with a user, forward to a message.</summary>
/// <param name="CallerId">The caller.</param>
/// <param name="UserId">The other user.</param>
/// <param name="MessageId">The last message that the mark covers.</param>
public abstract record MoveMark(Guid CallerId, Guid? UserId, Guid? MessageId) : IRequest<Result<Unit>>;

internal sealed class MoveMarkValidator : AbstractValidator<MoveMark>
{
    public MoveMarkValidator()
    {
        RuleFor(command => command.UserId).IsRequired();
        RuleFor(command => command.MessageId).IsRequired();
    }
}

/// <summary>The decision: moves the mark up to the message, unless it is already there or further.</summary>
internal abstract class MoveMarkWrite(MoveMark command)
    : ConversationWrite<Unit>(WriteTarget.With(command.CallerId, command.UserId!.Value))
{
    public sealed override Error WithoutConversation => MessageErrors.MessageNotFound;

    public sealed override void AddKeys(WriteKeys keys) => keys.AddPosition(command.MessageId!.Value);

    public sealed override Result<Unit> Decide(ConversationState state)
    {
        if (state.Position(command.MessageId!.Value) is not { } position)
        {
            return MessageErrors.MessageNotFound;
        }

        // Under a block the peer does not learn of it.
        var isBlocked = state.IsBlocked(command.CallerId);
        if (Move(state.Member(command.CallerId), position))
        {
            state.Raise(EventOf(position, isBlocked ? [state.Advance(command.CallerId)] : state.Advance()));
        }

        return Unit.Value;
    }

    /// <returns>Whether the mark moved.</returns>
    protected abstract bool Move(Member member, MessagePosition position);

    protected abstract MarkEvent EventOf(MessagePosition message, IReadOnlyList<StreamPosition> positions);
}
