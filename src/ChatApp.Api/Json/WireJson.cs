using System.Text.Json;
using System.Text.Json.Serialization;
using ChatApp.Application.Messages;
using ChatApp.Domain.Messages;

namespace ChatApp.Api.Json;

/// <summary>JSON as defined in the contract, section 1.</summary>
internal static class WireJson
{
    /// <summary>
    /// Deepest nesting of a client's JSON, including unknown members. The contract itself needs one level more than
    /// <see cref="MessageData.MaxDepth"/>. Data that are too deep get an error of their own up to here.
    /// </summary>
    public const int MaxDepth = 2 * MessageData.MaxDepth;

    public static JsonSerializerOptions Options { get; } = Make();

    public static void Apply(JsonSerializerOptions options)
    {
        options.MaxDepth = MaxDepth;
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = MessageJson.Options.Encoder;
        options.Converters.Add(new TimeConverter());
        options.Converters.Add(new DataConverter());
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class DataConverter : JsonConverter<MessageData>
    {
        public override MessageData Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            MessageData.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, MessageData value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json, skipInputValidation: true);
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
