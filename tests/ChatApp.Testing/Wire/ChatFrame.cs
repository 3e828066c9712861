using System.Text.Json;

namespace ChatApp.Testing;

/// <summary>A JSON object that a socket received, or an event from <c>GET /sync</c>: the same objects.</summary>
/// <param name="json">The object.</param>
public sealed class ChatFrame(JsonElement json)
{
    /// <summary>The object as it came.</summary>
    public JsonElement Json { get; } = json;

    /// <summary>What it is, for example <c>message</c>, <c>read</c>, <c>error</c> or <c>ready</c>.</summary>
    public string? Type => Text("type");

    /// <summary>The stable word of an error frame.</summary>
    public string? Code => Text("code");

    /// <summary>The sentence of an error frame.</summary>
    public string? Error => Text("error");

    /// <summary>The position in the receiver's stream, absent from what is not stored.</summary>
    public string? Cursor => Text("cursor");

    /// <summary>The id that the sender's client gave the message that this frame is about.</summary>
    public Guid? ClientMessageId => Text("client_message_id") is { } id ? Guid.Parse(id) : null;

    /// <summary>Whether this answers a message that was stored before.</summary>
    public bool IsRepeat => Json.TryGetProperty("repeat", out var repeat) && repeat.ValueKind == JsonValueKind.True;

    /// <summary>Field name to sentences, of an error frame about validation.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors =>
        Json.TryGetProperty("errors", out var errors)
            ? errors.Deserialize<Dictionary<string, IReadOnlyList<string>>>(ChatJson.Options) ?? []
            : new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether the object has a member of that name, whatever its value.</summary>
    /// <param name="name">The name as on the wire.</param>
    public bool Has(string name) => Json.TryGetProperty(name, out _);

    /// <summary>A member that is a text; null if it is absent or null.</summary>
    /// <param name="name">The name as on the wire.</param>
    public string? Text(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The message of a message event.</summary>
    /// <exception cref="JsonException">The frame is something else.</exception>
    public ChatMessage ToMessage() => As<ChatMessage>("message");

    /// <summary>The message of a <c>message_edited</c> event, as it is now.</summary>
    /// <exception cref="JsonException">The frame is something else.</exception>
    public ChatMessage ToEditedMessage() => As<ChatMessage>("message_edited");

    /// <summary>What is left of the message of a <c>message_deleted</c> event.</summary>
    /// <exception cref="JsonException">The frame is something else.</exception>
    public ChatMessage ToDeletedMessage() => As<ChatMessage>("message_deleted");

    /// <summary>The receipt of a read event.</summary>
    /// <exception cref="JsonException">The frame is something else.</exception>
    public ReadReceipt ToReadReceipt() => As<ReadReceipt>("read");

    /// <summary>The object as text.</summary>
    public override string ToString() => Json.GetRawText();

    internal static ChatFrame Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        return new ChatFrame(document.RootElement.Clone());
    }

    private T As<T>(string type) =>
        Type == type ? ChatJson.Parse<T>(ToString()) : throw new JsonException($"Not a {type} event: {this}");
}
