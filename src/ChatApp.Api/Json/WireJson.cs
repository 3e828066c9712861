using System.Text.Json;
using System.Text.Json.Serialization;
using ChatApp.Application.Messages;

namespace ChatApp.Api.Json;

/// <summary>JSON as defined in the contract, section 1.</summary>
internal static class WireJson
{
    /// <summary>Deepest nesting of a client's JSON, including unknown members. The contract needs only 2.</summary>
    public const int MaxDepth = 32;

    public static JsonSerializerOptions Options { get; } = Make();

    public static void Apply(JsonSerializerOptions options)
    {
        options.MaxDepth = MaxDepth;
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = MessageJson.Options.Encoder;
        options.Converters.Add(new TimeConverter());
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[Clock.WireLength];
            Clock.WriteWire(value.ToUniversalTime(), text);
            writer.WriteStringValue(text);
        }
    }
}
