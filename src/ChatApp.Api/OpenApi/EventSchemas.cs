using ChatApp.Api.Controllers;
using ChatApp.Application.Messages;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ChatApp.Api.OpenApi;

/// <summary>
/// Describes the events that <c>GET /sync</c> gives (contract, section 5). The code passes them on as they were
/// encoded, so nothing can be generated from its types. The socket's own description is <c>asyncapi.json</c>.
/// </summary>
internal sealed class EventSchemas : IOpenApiDocumentTransformer
{
    private const string MessageEvent = "MessageEvent";
    private const string ReadEvent = "ReadEvent";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Components!.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        var schemas = document.Components.Schemas;
        schemas[MessageEvent] = new OpenApiSchema
        {
            Description = "A message, as the socket delivers it.",
            AllOf = [new OpenApiSchemaReference(nameof(MessageDto), document), Event("message")],
        };
        schemas[ReadEvent] = Event(
            "read",
            ("user_id", Uuid("Who read.")),
            ("peer_id", Uuid("The other side of the conversation.")),
            ("message_id", Uuid("All messages up to this one are read.")),
            ("seq", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Description = "That message's place in the conversation." }));
        schemas[ReadEvent].Description = "A read mark that has moved.";

        ((OpenApiSchema)schemas[nameof(SyncBody)].Properties!["events"]).Items = new OpenApiSchema
        {
            OneOf = [new OpenApiSchemaReference(MessageEvent, document), new OpenApiSchemaReference(ReadEvent, document)],
            Discriminator = new OpenApiDiscriminator
            {
                PropertyName = "type",
                Mapping = new Dictionary<string, OpenApiSchemaReference>
                {
                    ["message"] = new(MessageEvent, document),
                    ["read"] = new(ReadEvent, document),
                },
            },
        };
        return Task.CompletedTask;
    }

    private static OpenApiSchema Event(string type, params (string Name, OpenApiSchema Schema)[] members)
    {
        var properties = members.ToDictionary(member => member.Name, IOpenApiSchema (member) => member.Schema);
        properties["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Const = type };
        properties["cursor"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Its place in the caller's events." };
        return new OpenApiSchema { Type = JsonSchemaType.Object, Properties = properties, Required = new HashSet<string>(properties.Keys) };
    }

    private static OpenApiSchema Uuid(string description) => new() { Type = JsonSchemaType.String, Format = "uuid", Description = description };
}
