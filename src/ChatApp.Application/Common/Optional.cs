using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatApp.Application.Common;

/// <summary>A value that may be absent, which is not the same as null.</summary>
/// <remarks>For members of JSON bodies that change only what is present. The default value is absent.</remarks>
/// <typeparam name="T">Type of the value; a nullable type if null is allowed.</typeparam>
/// <param name="Value">The value; the default of the type if the member is absent.</param>
[JsonConverter(typeof(OptionalConverterFactory))]
public readonly record struct Optional<T>(T Value)
{
    /// <summary>Whether the member is present, even if it is null.</summary>
    public bool IsPresent { get; } = true;

    /// <summary>A member that is present.</summary>
    public static implicit operator Optional<T>(T value) => new(value);
}

internal sealed class OptionalConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(
            typeof(Converter<>).MakeGenericType(typeToConvert.GenericTypeArguments))!;

    // Only members that are present are read and written. The inner converter is called directly, so that an error is
    // reported with the path of the member.
    private sealed class Converter<T> : JsonConverter<Optional<T>>
    {
        public override bool HandleNull => true;

        public override Optional<T> Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null && default(T) is null
                ? default(T)!
                : ((JsonConverter<T>)options.GetConverter(typeof(T))).Read(ref reader, typeof(T), options)!;

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
