using ChatApp.Application.Messages;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;

namespace ChatApp.Application.Conversations;

/// <summary>Marks all messages up to one as read, in the caller's conversation with a user.</summary>
public sealed record MarkRead(Guid ReaderId, Guid? UserId, Guid? MessageId) : IRequest<Result<Unit>>;

internal sealed class MarkReadValidator : AbstractValidator<MarkRead>
{
    public MarkReadValidator()
    {
        RuleFor(command => command.UserId).IsRequired();
        RuleFor(command => command.MessageId).IsRequired();
    }
}

internal sealed class MarkReadHandler(IConversationWriter writer) : IRequestHandler<MarkRead, Result<Unit>>
{
    public Task<Result<Unit>> Handle(MarkRead command, CancellationToken cancellationToken) =>
        writer.WriteAsync(new MarkReadWrite(command), cancellationToken);
}

/// <summary>The decision: moves the read mark up to the message, unless it is already further.</summary>
internal sealed class MarkReadWrite(MarkRead command)
    : ConversationWrite<Unit>(WriteTarget.With(command.ReaderId, command.UserId!.Value))
{
    public override Error WithoutConversation => MessageErrors.MessageNotFound;

    public override void AddKeys(WriteKeys keys) => keys.AddPosition(command.MessageId!.Value);

    public override Result<Unit> Decide(ConversationState state)
    {
        if (state.Position(command.MessageId!.Value) is not { } position)
        {
            return MessageErrors.MessageNotFound;
        }

        if (state.Member(command.ReaderId).MarkRead(position.Seq, position.SentByFirst))
        {
            state.Raise(new MessagesRead(
                position.ConversationId,
                command.ReaderId,
                command.UserId!.Value,
                position.MessageId,
                position.Seq,
                state.Advance()));
        }

        return Unit.Value;
    }
}
