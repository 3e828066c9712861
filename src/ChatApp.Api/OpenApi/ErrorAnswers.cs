using System.Reflection;
using System.Text.Json.Nodes;
using ChatApp.Api.Errors;
using Microsoft.OpenApi;

namespace ChatApp.Api.OpenApi;

/// <summary>Describes error answers, with the possible codes of each as an enumeration for generated clients.</summary>
internal static class ErrorAnswers
{
    private const string Code = "code";

    public static OpenApiResponse Of(int status, IReadOnlyList<string> codes, OpenApiDocument? document) => new()
    {
        Description = $"Codes: {string.Join(", ", codes.Select(code => $"`{code}`"))}.",
        Headers = HeadersOf(status),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [ApiProblem.MediaType] = new()
            {
                Schema = new OpenApiSchema
                {
                    AllOf =
                    [
                        new OpenApiSchemaReference(nameof(ApiProblem), document),
                        new OpenApiSchema
                        {
                            Type = JsonSchemaType.Object,
                            Properties = new Dictionary<string, IOpenApiSchema>
                            {
                                [Code] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = Enumeration(codes) },
                            },
                            Required = new HashSet<string> { Code },
                        },
                    ],
                },
                Examples = codes.ToDictionary(
                    code => code,
                    IOpenApiExample (code) => new OpenApiExample { Value = Examples.OfProblem(status, code) }),
            },
        },
    };

    /// <summary>Adds all codes to the type that all errors share.</summary>
    public static void ListCodes(OpenApiDocument document)
    {
        var problem = (OpenApiSchema)document.Components!.Schemas![nameof(ApiProblem)];
        string[] codes = [.. CodesOf(typeof(ErrorCodes)), .. CodesOf(typeof(HttpErrorCodes))];
        ((OpenApiSchema)problem.Properties![Code]).Enum = Enumeration(codes);
    }

    private static IEnumerable<string> CodesOf(Type constants) => constants
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!);

    private static List<JsonNode> Enumeration(IReadOnlyList<string> codes) =>
        [.. codes.Select(code => JsonValue.Create(code))];

    private static Dictionary<string, IOpenApiHeader>? HeadersOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized =>
            AnswerHeaders.One("WWW-Authenticate", "Always `Bearer`.", JsonSchemaType.String),
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable =>
            AnswerHeaders.One("Retry-After", "Seconds to wait before a retry.", JsonSchemaType.Integer),
        _ => null,
    };
}

internal static class AnswerHeaders
{
    public static Dictionary<string, IOpenApiHeader> One(string name, string description, JsonSchemaType type) =>
        new() { [name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = type } } };
}
