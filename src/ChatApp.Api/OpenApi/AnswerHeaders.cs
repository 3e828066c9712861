using Microsoft.OpenApi;

namespace ChatApp.Api.OpenApi;

/// <summary>Describes the headers of an answer.</summary>
internal static class AnswerHeaders
{
    public static Dictionary<string, IOpenApiHeader> One(string name, string description, JsonSchemaType type) =>
        new() { [name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = type } } };
}
