using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatApp.Domain.Messages;

namespace ChatApp.Application.Messages;

/// <summary>
/// Writes the message object of the contract, section 3, for both REST and sockets. It is written by hand and not by
/// the serializer, because a page of history has fifty of them. <c>MessageJsonTests</c> checks it against the
/// description of the API.
/// </summary>
public static class MessageJson
{
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText SenderId = JsonEncodedText.Encode("sender_id");
    private static readonly JsonEncodedText SenderUsername = JsonEncodedText.Encode("sender_username");
    private static readonly JsonEncodedText RecipientId = JsonEncodedText.Encode("recipient_id");
    private static readonly JsonEncodedText Content = JsonEncodedText.Encode("content");
    private static readonly JsonEncodedText CreatedAt = JsonEncodedText.Encode("created_at");
    private static readonly JsonEncodedText Seq = JsonEncodedText.Encode("seq");
    private static readonly JsonEncodedText ClientMessageId = JsonEncodedText.Encode("client_message_id");
    private static readonly JsonEncodedText DeletedAt = JsonEncodedText.Encode("deleted_at");
    private static readonly JsonEncodedText Data = JsonEncodedText.Encode("data");
    private static readonly JsonEncodedText EditedAt = JsonEncodedText.Encode("edited_at");
    private static readonly JsonEncodedText Reactions = JsonEncodedText.Encode("reactions");
    private static readonly JsonEncodedText ConversationId = JsonEncodedText.Encode("conversation_id");
    private static readonly JsonEncodedText ReplyToId = JsonEncodedText.Encode("reply_to_id");

    /// <summary>The options for all JSON that clients receive.</summary>
    public static JsonWriterOptions Options { get; } = new()
    {
        // Answers and frames are JSON and never embedded in HTML, so only the escapes that JSON requires are needed.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes the whole object.</summary>
    public static void Write(Utf8JsonWriter writer, MessageDto message)
    {
        writer.WriteStartObject();
        WriteMembers(writer, message);
        writer.WriteEndObject();
    }

    /// <summary>Writes only the members, for an object that also has others.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, MessageDto message)
    {
        writer.WriteString(Id, message.Id);
        writer.WriteString(SenderId, message.SenderId);
        writer.WriteString(SenderUsername, message.SenderUsername);
        writer.WriteString(RecipientId, message.RecipientId);
        writer.WriteString(Content, message.Content);
        WriteTime(writer, CreatedAt, message.CreatedAt);
        writer.WriteNumber(Seq, message.Seq);
        WriteId(writer, ClientMessageId, message.ClientMessageId);
        writer.WriteString(ConversationId, message.ConversationId);
        WriteId(writer, ReplyToId, message.ReplyToId);
        WriteTime(writer, EditedAt, message.EditedAt);
        WriteTime(writer, DeletedAt, message.DeletedAt);
        writer.WriteStartArray(Reactions);
        foreach (var reaction in message.Reactions)
        {
            JsonSerializer.Serialize(writer, reaction, ReactionJson.Default.Reaction);
        }

        writer.WriteEndArray();
        if (message.Data is { } data)
        {
            writer.WritePropertyName(Data);
            writer.WriteRawValue(data.Json, skipInputValidation: true);
        }
        else
        {
            writer.WriteNull(Data);
        }
    }

    private static void WriteId(Utf8JsonWriter writer, JsonEncodedText name, Guid? id)
    {
        if (id is { } known)
        {
            writer.WriteString(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, JsonEncodedText name, DateTimeOffset? time)
    {
        if (time is not { } known)
        {
            writer.WriteNull(name);
            return;
        }

        Span<byte> text = stackalloc byte[Clock.WireLength];
        Clock.WriteWire(known, text);
        writer.WriteString(name, text);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Reaction))]
internal sealed partial class ReactionJson : JsonSerializerContext;
