namespace ChatApp.Application.Messages;

/// <summary>Reads one message of a conversation of the caller.</summary>
public sealed record GetMessage(Guid UserId, Guid MessageId) : IRequest<Result<MessageDto>>;

internal sealed class GetMessageHandler(IMessageHistory history) : IRequestHandler<GetMessage, Result<MessageDto>>
{
    public async Task<Result<MessageDto>> Handle(GetMessage query, CancellationToken cancellationToken) =>
        await history.FindMessageAsync(query.UserId, query.MessageId, cancellationToken) is { } message
            ? message
            : MessageErrors.MessageNotFound;
}
