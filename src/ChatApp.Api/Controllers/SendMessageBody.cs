using ChatApp.Application.Messages;
using ChatApp.Domain.Messages;

namespace ChatApp.Api.Controllers;

/// <summary>A new message.</summary>
/// <param name="RecipientId">The recipient; the caller's own id for a note to oneself.</param>
/// <param name="Content">The text, 1 to 4,000 UTF-16 code units and not only white space.</param>
/// <param name="ClientMessageId">An id that the client creates, which makes sending safe to repeat.</param>
/// <param name="ReplyToId">The message of the same conversation that this one answers.</param>
/// <param name="Data">A JSON object of the client's own, at most 4,096 bytes and 32 levels deep.</param>
public sealed record SendMessageBody(
    Guid? RecipientId, string? Content, Guid? ClientMessageId, Guid? ReplyToId, MessageData? Data) : RequestBody
{
    internal SendMessage ToCommand(Guid senderId) =>
        new(senderId, RecipientId, Content, ClientMessageId, ReplyToId, Data);
}
