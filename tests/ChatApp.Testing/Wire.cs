using System.Text.Json;

namespace ChatApp.Testing;

/// <summary>JSON as it is on the wire.</summary>
public static class Wire
{
    /// <summary>Members in <c>snake_case</c>.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
}
