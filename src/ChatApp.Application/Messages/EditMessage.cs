using ChatApp.Application.Writing;
using ChatApp.Domain.Messages;

namespace ChatApp.Application.Messages;

/// <summary>Changes the text of a message that the caller has sent, and its data if these are given.</summary>
public sealed record EditMessage(
    Guid EditorId, Guid MessageId, string? Content, Optional<MessageData?> Data = default)
    : SensitiveRecord, IRequest<Result<MessageDto>>;

internal sealed class EditMessageValidator : AbstractValidator<EditMessage>
{
    public EditMessageValidator() => RuleFor(command => command.Content).IsMessageText();
}

internal sealed class EditMessageHandler(IConversationWriter writer, ISendLimits limits)
    : IRequestHandler<EditMessage, Result<MessageDto>>
{
    public async Task<Result<MessageDto>> Handle(EditMessage command, CancellationToken cancellationToken) =>
        command.Data.Value?.Problem is { } problem ? Error.Validation("data", problem)
            : limits.CountChange(command.EditorId, MessageContent.MaxLength) is { } refusal ? refusal
            : await writer.WriteAsync(new EditMessageWrite(command), cancellationToken);
}

/// <summary>The decision: replaces the text and the data, unless both are already the same.</summary>
internal sealed class EditMessageWrite(EditMessage command)
    : ConversationWrite<MessageDto>(WriteTarget.Of(command.EditorId, command.MessageId))
{
    public override Error WithoutConversation => MessageErrors.MessageNotFound;

    public override void AddKeys(WriteKeys keys) => keys.AddMessage(command.MessageId);

    public override Result<MessageDto> Decide(ConversationState state)
    {
        if (state.Message(command.MessageId) is not { } message)
        {
            return MessageErrors.MessageNotFound;
        }

        if (message.SenderId != command.EditorId)
        {
            return MessageErrors.NotSender;
        }

        if (state.IsBlocked(command.EditorId))
        {
            return MessageErrors.Blocked;
        }

        if (message.DeletedAt is not null)
        {
            return MessageErrors.MessageDeleted;
        }

        var username = state.UsernameOf(message.SenderId);
        var data = command.Data.IsPresent ? command.Data.Value?.Json : message.Data;
        if (message.Edit(command.Content!, data, state.Now))
        {
            state.Raise(new MessageEdited(message, username, state.Advance()));
        }

        return MessageDto.From(message, username);
    }
}
