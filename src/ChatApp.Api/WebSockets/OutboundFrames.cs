using System.Buffers;
using System.Text.Json;
using ChatApp.Application.Messages;

namespace ChatApp.Api.WebSockets;

/// <summary>Writes the frames that are not events and go to only one socket.</summary>
internal static class OutboundFrames
{
    public const string UnknownType = "unknown_type";
    public const string MalformedJson = "malformed_json";

    public static byte[] Pong { get; } = """{"type":"pong"}"""u8.ToArray();

    public static byte[] Ready(Guid userId, Guid sessionId, string cursor) => Write(writer =>
    {
        writer.WriteString("type"u8, "ready"u8);
        writer.WriteString("user_id"u8, userId);
        writer.WriteString("session_id"u8, sessionId);
        writer.WriteString("cursor"u8, cursor);
    });

    public static byte[] ErrorFrame(Error error, string? clientMessageId = null) =>
        ErrorFrame(error.Code, error.Detail, clientMessageId, error.Fields, error.RetryAfter);

    public static byte[] ErrorFrame(
        string code,
        string sentence,
        string? clientMessageId = null,
        IReadOnlyDictionary<string, string[]>? fields = null,
        TimeSpan? retryAfter = null) => Write(writer =>
    {
        writer.WriteString("type"u8, "error"u8);
        writer.WriteString("error"u8, sentence);
        writer.WriteString("code"u8, code);
        if (clientMessageId is not null)
        {
            writer.WriteString("client_message_id"u8, clientMessageId);
        }

        if (fields is not null)
        {
            writer.WritePropertyName("errors"u8);
            JsonSerializer.Serialize(writer, fields);
        }

        if (retryAfter is { } wait)
        {
            writer.WriteNumber("retry_after"u8, Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)));
        }
    });

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, MessageJson.Options);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
