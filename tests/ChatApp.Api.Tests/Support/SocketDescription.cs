using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Json.Schema;

namespace ChatApp.Api.Tests;

/// <summary>The AsyncAPI document of the socket, and the frames that do not match it. Thread-safe.</summary>
internal sealed class SocketDescription
{
    private const int MostDeviations = 10;

    private static readonly EvaluationOptions Strictly = new()
    {
        OutputFormat = OutputFormat.List,
        RequireFormatValidation = true,
    };

    private readonly Dictionary<string, JsonSchema> _sent;
    private readonly ConcurrentQueue<string> _deviations = new();
    private int _checked;

    private SocketDescription(JsonNode document)
    {
        ClientFrames = [.. MessagesOf(document, "receiveFromClient")
            .SelectMany(
                message => message["examples"]!.AsArray(),
                (message, example) => (message["name"]!.GetValue<string>(), example!["payload"]!))];
        var send = document["components"]!["schemas"]!["SendMessage"]!;
        MaxContentLength = send["properties"]!["content"]!["maxLength"]!.GetValue<int>();
        _sent = MessagesOf(document, "sendToClient")
            .ToDictionary(
                message => message["name"]!.GetValue<string>(), message => SchemaOf(document, message["payload"]!));
    }

    /// <summary>The examples of client frames: name and frame.</summary>
    public IReadOnlyList<(string Name, JsonNode Frame)> ClientFrames { get; }

    /// <summary>The maximum length of a client's text.</summary>
    public int MaxContentLength { get; }

    /// <summary>The types of server frames.</summary>
    public IReadOnlyCollection<string> Types => _sent.Keys;

    /// <summary>The number of checked frames.</summary>
    public int Checked => _checked;

    /// <summary>The first frames that did not match, with the reason.</summary>
    public IReadOnlyCollection<string> Deviations => _deviations;

    /// <summary>Reads the document that the server serves.</summary>
    public static SocketDescription Read() => new(ReadDocument());

    /// <summary>Reads the document as JSON.</summary>
    public static JsonNode ReadDocument() =>
        JsonNode.Parse(File.ReadAllText(
            Path.Combine(Repository.Root, "src", "ChatApp.Api", "OpenApi", "asyncapi.json")))!;

    /// <summary>Checks a frame from the server and records its errors.</summary>
    public void Check(ReadOnlyMemory<byte> frame)
    {
        Interlocked.Increment(ref _checked);
        if (Explain(frame) is { } deviation && _deviations.Count < MostDeviations)
        {
            _deviations.Enqueue(deviation);
        }
    }

    /// <summary>Describes the error of a frame from the server; null if it is valid.</summary>
    public string? Explain(ReadOnlyMemory<byte> frame)
    {
        using var document = JsonDocument.Parse(frame);
        var json = document.RootElement;
        if (!json.TryGetProperty("type", out var type) || !_sent.TryGetValue(type.GetString() ?? "", out var schema))
        {
            return $"An undescribed type: {json}";
        }

        var result = schema.Evaluate(json, Strictly);
        if (result.IsValid)
        {
            return null;
        }

        var errors = result.Details.Where(detail => detail.HasErrors).SelectMany(detail => detail.Errors!.Values);
        return $"{string.Join("; ", errors)}: {json}";
    }

    private static IEnumerable<JsonNode> MessagesOf(JsonNode document, string operation) =>
        document["operations"]![operation]!["messages"]!.AsArray()
            .Select(message => Follow(document, Follow(document, message!)));

    private static JsonNode Follow(JsonNode document, JsonNode node) =>
        node["$ref"] is { } reference
            ? reference.GetValue<string>().TrimStart('#', '/').Split('/').Aggregate(document, (at, name) => at[name]!)
            : node;

    // The referenced schema, with the schemas that it may reference in the place where JSON Schema looks for them.
    private static JsonSchema SchemaOf(JsonNode document, JsonNode payload)
    {
        var schema = payload.DeepClone();
        schema["$defs"] = document["components"]!["schemas"]!.DeepClone();
        return JsonSchema.FromText(
            schema.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
    }
}
