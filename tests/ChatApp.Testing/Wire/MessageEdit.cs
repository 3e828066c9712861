using System.Text.Json.Serialization;

namespace ChatApp.Testing;

/// <summary>What an edit changes; data that are null are absent, and the text "null" removes them.</summary>
internal sealed record MessageEdit(
    string Content, [property: JsonConverter(typeof(RawJsonConverter))] string? Data);
