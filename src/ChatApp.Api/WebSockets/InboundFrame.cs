namespace ChatApp.Api.WebSockets;

/// <summary>A frame of a client, as far as it could be read.</summary>
internal sealed class InboundFrame
{
    /// <summary>What it is; without a type it is a message.</summary>
    public string Type { get; set; } = FrameTypes.Message;

    public Guid? RecipientId { get; set; }

    public string? Content { get; set; }

    public Guid? ClientMessageId { get; set; }

    /// <summary>What was sent in the place of the client message id, if it was a text that is no UUID, and short.</summary>
    public string? BadClientMessageId { get; set; }

    /// <summary>What an error frame gives back, so that the client knows what was refused.</summary>
    public string? ClientReference => ClientMessageId?.ToString() ?? BadClientMessageId;

    public Guid? UserId { get; set; }

    public Guid? MessageId { get; set; }

    /// <summary>Members of a wrong type: name → sentences. Null when there are none.</summary>
    public Dictionary<string, string[]>? Errors { get; private set; }

    public void AddError(string member, string sentence) => (Errors ??= [])[member] = [sentence];
}
