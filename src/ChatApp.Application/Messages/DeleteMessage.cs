using ChatApp.Application.Writing;
using ChatApp.Domain.Messages;

namespace ChatApp.Application.Messages;

/// <summary>Deletes a message that the caller has sent: the text is removed, the number stays.</summary>
public sealed record DeleteMessage(Guid SenderId, Guid MessageId) : IRequest<Result<Unit>>;

internal sealed class DeleteMessageHandler(IConversationWriter writer) : IRequestHandler<DeleteMessage, Result<Unit>>
{
    public Task<Result<Unit>> Handle(DeleteMessage command, CancellationToken cancellationToken) =>
        writer.WriteAsync(new DeleteMessageWrite(command), cancellationToken);
}

/// <summary>The decision: removes the text, unless the message is already deleted.</summary>
internal sealed class DeleteMessageWrite(DeleteMessage command)
    : ConversationWrite<Unit>(WriteTarget.Of(command.SenderId, command.MessageId))
{
    public override Error WithoutConversation => MessageErrors.MessageNotFound;

    public override void AddKeys(WriteKeys keys) => keys.AddMessage(command.MessageId);

    public override Result<Unit> Decide(ConversationState state)
    {
        if (state.Message(command.MessageId) is not { } message)
        {
            return MessageErrors.MessageNotFound;
        }

        if (message.SenderId != command.SenderId)
        {
            return MessageErrors.NotSender;
        }

        if (message.Delete(state.Now))
        {
            state.Raise(new MessageDeleted(message, state.UsernameOf(message.SenderId), state.Advance()));
        }

        return Unit.Value;
    }
}
