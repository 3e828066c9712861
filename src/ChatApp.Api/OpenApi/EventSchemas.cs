using ChatApp.Api.Controllers;
using ChatApp.Application.Events;
using ChatApp.Application.Messages;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ChatApp.Api.OpenApi;

/// <summary>
/// Describes the events of <c>GET /sync</c> (contract, section 5). The code passes on encoded events, so no schema can
/// be generated from its types. The socket is described in <c>asyncapi.json</c>.
/// </summary>
internal sealed class EventSchemas(IEventCatalogue events) : IOpenApiDocumentTransformer
{
    private const string Type = "type";

    public async Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Components!.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        var references = new Dictionary<string, OpenApiSchemaReference>();
        foreach (var kind in events.Kinds)
        {
            var name = NameOf(kind);
            document.Components.Schemas[name] = kind.Members == typeof(MessageDto)
                ? OfMessage(kind, document)
                : OfRecord(kind, await context.GetOrCreateSchemaAsync(kind.Members, null, cancellationToken));
            references.Add(kind.Type, new OpenApiSchemaReference(name, document));
        }

        var body = document.Components.Schemas[nameof(SyncBody)];
        ((OpenApiSchema)body.Properties!["events"]).Items = new OpenApiSchema
        {
            OneOf = [.. references.Values],
            Discriminator = new OpenApiDiscriminator { PropertyName = Type, Mapping = references },
        };
    }

    // "message_edited" becomes "MessageEditedEvent".
    private static string NameOf(EventDescription kind) =>
        string.Concat(kind.Type.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])) + "Event";

    private static OpenApiSchema OfMessage(EventDescription kind, OpenApiDocument document) => new()
    {
        Description = kind.Summary,
        AllOf =
        [
            new OpenApiSchemaReference(nameof(MessageDto), document),
            OfRecord(kind, new OpenApiSchema { Type = JsonSchemaType.Object }),
        ],
    };

    private static OpenApiSchema OfRecord(EventDescription kind, OpenApiSchema schema)
    {
        schema.Description = kind.Summary;
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties[Type] = new OpenApiSchema { Type = JsonSchemaType.String, Const = kind.Type };
        schema.Properties["cursor"] =
            new OpenApiSchema { Type = JsonSchemaType.String, Description = "Its position in the caller's events." };
        schema.Required = new HashSet<string>(schema.Properties.Keys);
        return schema;
    }
}
