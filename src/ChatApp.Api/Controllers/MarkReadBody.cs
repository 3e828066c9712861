namespace ChatApp.Api.Controllers;

/// <summary>A read mark for a conversation.</summary>
/// <param name="MessageId">The last message that was read.</param>
public sealed record MarkReadBody(Guid? MessageId) : RequestBody;
