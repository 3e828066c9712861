using ChatApp.Application.Messages;
using ChatApp.Domain.Messages;

namespace ChatApp.Api.WebSockets;

/// <summary>A client's frame, as far as it could be parsed.</summary>
internal sealed class InboundFrame
{
    /// <summary>The type of the frame. A frame without a type is a message.</summary>
    public string Type { get; set; } = FrameTypes.Message;

    public Guid? RecipientId { get; set; }

    public string? Content { get; set; }

    public Guid? ClientMessageId { get; set; }

    /// <summary>The client message id as sent, if it was a short text but not a UUID.</summary>
    public string? BadClientMessageId { get; set; }

    /// <summary>The client message id in an error frame, which tells the client which frame was refused.</summary>
    public string? ClientReference => ClientMessageId?.ToString() ?? BadClientMessageId;

    public Guid? ReplyToId { get; set; }

    public MessageData? Data { get; set; }

    public Guid? UserId { get; set; }

    public Guid? MessageId { get; set; }

    /// <summary>Error sentences for each member with a wrong type; null if there are none.</summary>
    public Dictionary<string, string[]>? Errors { get; private set; }

    /// <summary>The message of a frame of type <see cref="FrameTypes.Message"/>.</summary>
    public SendMessage ToMessage(Guid senderId) =>
        new(senderId, RecipientId, Content, ClientMessageId, ReplyToId, Data);

    public void AddError(string member, string sentence) => (Errors ??= [])[member] = [sentence];
}

internal static class FrameTypes
{
    public const string Message = "message";
    public const string Read = "read";
    public const string Delivered = "delivered";
    public const string Typing = "typing";
    public const string Ping = "ping";
}
