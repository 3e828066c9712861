using System.Text.Json.Serialization;
using ChatApp.Application.Messages;
using ChatApp.Domain.Messages;

namespace ChatApp.Api.Controllers;

/// <summary>A new text for a message, and new data.</summary>
/// <param name="Content">The text, 1 to 4,000 UTF-16 code units and not only white space.</param>
/// <param name="Data">
/// A JSON object of the client's own, as for a new message; null removes the data. If it is absent, they stay.
/// </param>
public sealed record EditMessageBody(
    string? Content,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<MessageData?> Data)
    : RequestBody
{
    internal EditMessage ToCommand(Guid editorId, Guid messageId) => new(editorId, messageId, Content, Data);
}
