using ChatApp.Application.Messages;

namespace ChatApp.Api.Controllers;

/// <summary>A new text for a message.</summary>
/// <param name="Content">The text, 1 to 4,000 UTF-16 code units and not only white space.</param>
public sealed record EditMessageBody(string? Content) : RequestBody
{
    internal EditMessage ToCommand(Guid editorId, Guid messageId) => new(editorId, messageId, Content);
}
