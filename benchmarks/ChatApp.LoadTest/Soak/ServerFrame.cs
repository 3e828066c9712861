using System.Text.Json;

namespace ChatApp.LoadTest.Soak;

/// <summary>Of a frame of the server, what the checks need.</summary>
internal sealed record ServerFrame(
    string Type,
    string? Cursor,
    Guid Id,
    Guid SenderId,
    Guid RecipientId,
    long Seq,
    string? ClientMessageId,
    bool Repeat,
    string? Code)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <exception cref="JsonException">The frame is not what the contract says.</exception>
    public static ServerFrame Parse(ReadOnlySpan<byte> payload) =>
        JsonSerializer.Deserialize<ServerFrame>(payload, Json) ?? throw new JsonException("The frame is null.");
}
