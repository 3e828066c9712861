using System.Text.Json;
using ChatApp.Api.Json;
using ChatApp.Domain.Messages;

namespace ChatApp.Api.WebSockets;

/// <summary>
/// Reads a client's JSON directly from the received bytes. Unknown members are skipped. If a member is repeated, the
/// last value counts, but a wrong type in any of them is an error.
/// </summary>
internal static class FrameParser
{
    // In bytes; a UUID takes 36.
    private const int MaxReferenceLength = 64;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = WireJson.MaxDepth };

    /// <summary>Reads a frame; null when it is not a JSON object.</summary>
    public static InboundFrame? Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            var frame = new InboundFrame();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember(ref reader, frame);
            }

            // Reading on shows whether anything follows the object, which is an error.
            return reader.Read() ? null : frame;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader throws an InvalidOperationException for an unpaired surrogate, here in a member's name.
            return null;
        }
    }

    private static void ReadMember(ref Utf8JsonReader reader, InboundFrame frame)
    {
        if (reader.ValueTextEquals("content"u8))
        {
            frame.Content = ReadText(ref reader, frame, "content");
        }
        else if (reader.ValueTextEquals("recipient_id"u8))
        {
            frame.RecipientId = ReadUuid(ref reader, frame, "recipient_id");
        }
        else if (reader.ValueTextEquals("client_message_id"u8))
        {
            frame.ClientMessageId = ReadUuid(ref reader, frame, "client_message_id");
            if (frame.ClientMessageId is null
                && reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false }
                && reader.ValueSpan.Length <= MaxReferenceLength)
            {
                frame.BadClientMessageId = reader.GetString();
            }
        }
        else if (reader.ValueTextEquals("reply_to_id"u8))
        {
            frame.ReplyToId = ReadUuid(ref reader, frame, "reply_to_id");
        }
        else if (reader.ValueTextEquals("data"u8))
        {
            reader.Read();
            frame.Data = reader.TokenType == JsonTokenType.Null ? null : MessageData.Read(ref reader);
        }
        else if (reader.ValueTextEquals("type"u8))
        {
            frame.Type = ReadText(ref reader, frame, "type") ?? FrameTypes.Message;
        }
        else if (reader.ValueTextEquals("user_id"u8))
        {
            frame.UserId = ReadUuid(ref reader, frame, "user_id");
        }
        else if (reader.ValueTextEquals("message_id"u8))
        {
            frame.MessageId = ReadUuid(ref reader, frame, "message_id");
        }
        else
        {
            reader.Skip();
        }
    }

    private static string? ReadText(ref Utf8JsonReader reader, InboundFrame frame, string member)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                try
                {
                    return reader.GetString();
                }
                catch (InvalidOperationException)
                {
                    // The reader throws this for an unpaired surrogate.
                    frame.AddError(member, "This must not contain an unpaired surrogate.");
                    return null;
                }

            default:
                frame.AddError(member, "This must be a string.");
                reader.Skip();
                return null;
        }
    }

    private static Guid? ReadUuid(ref Utf8JsonReader reader, InboundFrame frame, string member)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        // An id needs no escapes, and the reader would throw for one with an unpaired surrogate.
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && reader.TryGetGuid(out var value))
        {
            return value;
        }

        frame.AddError(member, "This must be a UUID.");
        reader.Skip();
        return null;
    }
}
