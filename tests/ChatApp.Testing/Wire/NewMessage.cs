using System.Text.Json.Serialization;

namespace ChatApp.Testing;

/// <summary>A message to send, over REST or a socket.</summary>
internal sealed record NewMessage(
    Guid RecipientId,
    string Content,
    Guid? ClientMessageId,
    Guid? ReplyToId,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Data);
