using System.Text.Json;

namespace ChatApp.Testing;

/// <summary>
/// A JSON object received by a socket; also an event from <c>GET /sync</c> or a line of an export, which have the same
/// form.
/// </summary>
/// <param name="json">The object.</param>
public sealed class ChatFrame(JsonElement json)
{
    /// <summary>The unchanged object.</summary>
    public JsonElement Json { get; } = json;

    /// <summary>Its type, for example <c>message</c>, <c>read</c>, <c>error</c> or <c>ready</c>.</summary>
    public string? Type => Text("type");

    /// <summary>The stable code of an error frame.</summary>
    public string? Code => Text("code");

    /// <summary>The sentence of an error frame.</summary>
    public string? Error => Text("error");

    /// <summary>The position in the receiver's stream; null for frames that are not stored events.</summary>
    public string? Cursor => Text("cursor");

    /// <summary>The id that the sender's client gave to the message.</summary>
    public Guid? ClientMessageId => Text("client_message_id") is { } id ? Guid.Parse(id) : null;

    /// <summary>Whether this is the answer to a message that was already stored.</summary>
    public bool IsRepeat => Json.TryGetProperty("repeat", out var repeat) && repeat.ValueKind == JsonValueKind.True;

    /// <summary>The error sentences by field name, of an error frame about validation.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors =>
        Json.TryGetProperty("errors", out var errors)
            ? errors.Deserialize<Dictionary<string, IReadOnlyList<string>>>(ChatJson.Options) ?? []
            : new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether the object has a member of that name, with any value.</summary>
    /// <param name="name">The name as on the wire.</param>
    public bool Has(string name) => Json.TryGetProperty(name, out _);

    /// <summary>The value of a text member; null if it is absent, null or not a text.</summary>
    /// <param name="name">The name as on the wire.</param>
    public string? Text(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The message of a message event.</summary>
    /// <exception cref="JsonException">The frame has another type.</exception>
    public ChatMessage ToMessage() => As<ChatMessage>("message");

    /// <summary>The message of a <c>message_edited</c> event, with its current text.</summary>
    /// <exception cref="JsonException">The frame has another type.</exception>
    public ChatMessage ToEditedMessage() => As<ChatMessage>("message_edited");

    /// <summary>The message of a <c>message_deleted</c> event, without its text.</summary>
    /// <exception cref="JsonException">The frame has another type.</exception>
    public ChatMessage ToDeletedMessage() => As<ChatMessage>("message_deleted");

    /// <summary>The content of a <c>reaction_added</c> event.</summary>
    /// <exception cref="JsonException">The frame has another type.</exception>
    public ReactionChange ToAddedReaction() => As<ReactionChange>("reaction_added");

    /// <summary>The content of a <c>reaction_removed</c> event.</summary>
    /// <exception cref="JsonException">The frame has another type.</exception>
    public ReactionChange ToRemovedReaction() => As<ReactionChange>("reaction_removed");

    /// <summary>The receipt of a read event.</summary>
    /// <exception cref="JsonException">The frame has another type.</exception>
    public ReadReceipt ToReadReceipt() => As<ReadReceipt>("read");

    /// <summary>The receipt of a delivered event.</summary>
    /// <exception cref="JsonException">The frame has another type.</exception>
    public DeliveryReceipt ToDeliveryReceipt() => As<DeliveryReceipt>("delivered");

    /// <summary>The content of a <c>typing</c> event.</summary>
    /// <exception cref="JsonException">The frame has another type.</exception>
    public TypingNotice ToTyping() => As<TypingNotice>("typing");

    /// <summary>The content of a <c>presence</c> event.</summary>
    /// <exception cref="JsonException">The frame has another type.</exception>
    public PresenceNotice ToPresence() => As<PresenceNotice>("presence");

    /// <summary>The names of a <c>user_updated</c> event.</summary>
    /// <exception cref="JsonException">The frame has another type.</exception>
    public UserUpdate ToUserUpdate() => As<UserUpdate>("user_updated");

    /// <summary>The values of a <c>conversation_updated</c> event.</summary>
    /// <exception cref="JsonException">The frame has another type.</exception>
    public ConversationUpdate ToConversationUpdate() => As<ConversationUpdate>("conversation_updated");

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
