namespace ChatApp.Api.Controllers;

/// <summary>How far a conversation was read.</summary>
/// <param name="MessageId">The last message that was read.</param>
public sealed record MarkReadBody(Guid? MessageId) : RequestBody;
