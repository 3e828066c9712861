using ChatApp.Application.Messages;
using ChatApp.Application.Writing;

namespace ChatApp.Application.Accounts;

/// <summary>
/// Deletes all messages of a closed account, each as its sender would. A repeat leaves out what is deleted already.
/// </summary>
/// <param name="UserId">The user, who can send no messages any more.</param>
public sealed record EraseMessages(Guid UserId) : IRequest<Result<Unit>>;

internal sealed class EraseMessagesHandler(IAccountContents contents, IConversationWriter writer)
    : IRequestHandler<EraseMessages, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(EraseMessages command, CancellationToken cancellationToken)
    {
        await foreach (var messageIds in contents.FindMessagesAsync(command.UserId, cancellationToken))
        {
            var result = await writer.WriteAllAsync(
                messageIds.Select(id => new DeleteMessageWrite(new DeleteMessage(command.UserId, id))),
                cancellationToken);
            if (!result.IsSuccess)
            {
                return result;
            }
        }

        return Unit.Value;
    }
}
