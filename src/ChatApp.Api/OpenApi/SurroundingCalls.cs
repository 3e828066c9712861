using System.Net.Mime;
using System.Text.Json.Nodes;
using ChatApp.Api.Telemetry;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ChatApp.Api.OpenApi;

/// <summary>
/// Describes the health checks, the metrics and the key set, which have no controller to generate this from.
/// </summary>
internal sealed class SurroundingCalls : IOpenApiDocumentTransformer
{
    private const string Tag = "Operation";

    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Tags ??= new HashSet<OpenApiTag>();
        document.Tags.Add(
            new OpenApiTag { Name = Tag, Description = "Health checks, metrics, and the keys of tokens." });

        Add("/health/live", "getLiveness", "Check whether the process runs.", "The process runs.",
            Object(("status", Word("live")), ("version", Text("The version of the server.", ProductVersion.Text))));
        Add(
            "/health/ready", "getReadiness", "Check whether the server can serve requests.",
            "The server can serve requests.", Object(("status", Word("ready"))))["503"] =
            ErrorAnswers.Of(StatusCodes.Status503ServiceUnavailable, [ErrorCodes.Unavailable], document);
        Add(
            "/metrics", "getMetrics", "Get the metrics of the server as Prometheus text.",
            "The metrics. With the setting Metrics__Urls only those addresses answer.",
            Text("A line for each value.", "chatapp_connections 1\n"), MediaTypeNames.Text.Plain)["429"] =
            ErrorAnswers.Of(StatusCodes.Status429TooManyRequests, [ErrorCodes.RateLimited], document);
        Add(
            "/.well-known/jwks.json", "getSigningKeys", "Get the public keys that verify access tokens (RFC 7517).",
            "The public keys. The list is empty if the server signs with a shared secret.", KeySet(),
            "application/jwk-set+json")["429"] =
            ErrorAnswers.Of(StatusCodes.Status429TooManyRequests, [ErrorCodes.RateLimited], document);
        return Task.CompletedTask;

        OpenApiResponses Add(
            string path, string name, string summary, string answer, OpenApiSchema schema,
            string mediaType = MediaTypeNames.Application.Json)
        {
            var media = new OpenApiMediaType { Schema = schema, Example = ExampleOf(schema) };
            var content = new Dictionary<string, OpenApiMediaType> { [mediaType] = media };
            var operation = new OpenApiOperation
            {
                OperationId = name,
                Summary = summary,
                Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
                Security = [],
                Responses = new OpenApiResponses
                {
                    ["200"] = new OpenApiResponse { Description = answer, Content = content },
                    ["431"] = new OpenApiResponse { Description = "The headers are too long. The answer has no body." },
                },
            };
            var operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Get] = operation };
            document.Paths.Add(path, new OpenApiPathItem { Operations = operations });
            return operation.Responses;
        }
    }

    private static OpenApiSchema KeySet() => Object(("keys", new OpenApiSchema
    {
        Type = JsonSchemaType.Array,
        Items = Object(
            ("kid", Text("The key id, which is in the header of each token.", "2026-02")),
            ("x", Text("The x coordinate, in base64url.", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")),
            ("y", Text("The y coordinate, in base64url.", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")),
            ("kty", Word("EC")), ("crv", Word("P-256")), ("use", Word("sig")), ("alg", Word("ES256"))),
    }));

    private static OpenApiSchema Object(params (string Name, OpenApiSchema Schema)[] members) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = members.ToDictionary(member => member.Name, IOpenApiSchema (member) => member.Schema),
        Required = new HashSet<string>(members.Select(member => member.Name)),
    };

    private static OpenApiSchema Word(string value) => new() { Type = JsonSchemaType.String, Const = value };

    private static OpenApiSchema Text(string description, string example) =>
        new() { Type = JsonSchemaType.String, Description = description, Examples = [JsonValue.Create(example)] };

    private static JsonNode? ExampleOf(IOpenApiSchema schema) => schema switch
    {
        { Const: { } value } => value,
        { Examples: [var example, ..] } => example.DeepClone(),
        { Items: { } items } => new JsonArray(ExampleOf(items)),
        _ => new JsonObject(
            schema.Properties!.Select(member => KeyValuePair.Create(member.Key, ExampleOf(member.Value)))),
    };
}
