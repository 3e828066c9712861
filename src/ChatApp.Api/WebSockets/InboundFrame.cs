namespace ChatApp.Api.WebSockets;

/// <summary>A client's frame, as far as it could be read.</summary>
internal sealed class InboundFrame
{
    /// <summary>What it is. A frame without a type is a message.</summary>
    public string Type { get; set; } = FrameTypes.Message;

    public Guid? RecipientId { get; set; }

    public string? Content { get; set; }

    public Guid? ClientMessageId { get; set; }

    /// <summary>The client message id as it was sent, if it was a short text but no UUID.</summary>
    public string? BadClientMessageId { get; set; }

    /// <summary>What an error frame repeats, so that the client knows what was refused.</summary>
    public string? ClientReference => ClientMessageId?.ToString() ?? BadClientMessageId;

    public Guid? UserId { get; set; }

    public Guid? MessageId { get; set; }

    /// <summary>Messages for each member of a wrong type. Null when there are none.</summary>
    public Dictionary<string, string[]>? Errors { get; private set; }

    public void AddError(string member, string sentence) => (Errors ??= [])[member] = [sentence];
}
