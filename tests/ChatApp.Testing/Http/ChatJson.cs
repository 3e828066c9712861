using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatApp.Testing;

/// <summary>
/// JSON as the contract defines it: snake_case, case-sensitive names, no numbers in quotes, all required members
/// present.
/// </summary>
public static class ChatJson
{
    /// <summary>The options for reading and writing wire objects.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Creates a request body.</summary>
    /// <param name="body">Any object; its members are written in snake_case, without null members.</param>
    public static HttpContent Content(object body) =>
        JsonContent.Create(body, body?.GetType() ?? typeof(object), options: Options);

    /// <summary>Reads a wire object.</summary>
    /// <typeparam name="T">The type to read.</typeparam>
    /// <param name="json">The text.</param>
    /// <exception cref="JsonException">The text is not an object of this type.</exception>
    public static T Parse<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"null instead of {typeof(T).Name}");
}
