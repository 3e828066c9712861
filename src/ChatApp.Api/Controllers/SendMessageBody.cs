namespace ChatApp.Api.Controllers;

/// <summary>A message to be sent.</summary>
/// <param name="RecipientId">To whom; the caller's own id for a note to oneself.</param>
/// <param name="Content">The text, 1 to 4,000 UTF-16 code units and not white space alone.</param>
/// <param name="ClientMessageId">An id made by the client, which makes sending safe to repeat.</param>
public sealed record SendMessageBody(Guid? RecipientId, string? Content, Guid? ClientMessageId) : RequestBody;
