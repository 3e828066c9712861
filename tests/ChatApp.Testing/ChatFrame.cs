using System.Text.Json;

namespace ChatApp.Testing;

/// <summary>A frame that a socket has received.</summary>
/// <param name="Json">The whole frame.</param>
public sealed record ChatFrame(JsonElement Json)
{
    /// <summary>What it is: <c>message</c>, <c>read</c>, <c>error</c>, <c>pong</c>, <c>ready</c>.</summary>
    public string Type => Text("type")!;

    /// <summary>The code of an error frame.</summary>
    public string? Code => Text("code");

    /// <summary>The cursor of a stored event.</summary>
    public string? Cursor => Text("cursor");

    /// <summary>Whether it answers a repeated message.</summary>
    public bool IsRepeat => Json.TryGetProperty("repeat", out var repeat) && repeat.GetBoolean();

    /// <summary>The message of a message event.</summary>
    public ChatMessage Message => Json.Deserialize<ChatMessage>(Wire.Json)!;

    /// <summary>A member that is a text; null when it is absent or null.</summary>
    public string? Text(string member) =>
        Json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <inheritdoc/>
    public override string ToString() => Json.GetRawText();
}
