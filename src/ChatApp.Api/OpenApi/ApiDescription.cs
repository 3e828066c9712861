using ChatApp.Api.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ChatApp.Api.OpenApi;

/// <summary>Completes the generated OpenAPI document: title, the bearer scheme, and the errors that every call may have.</summary>
internal sealed class ApiDescription : IOpenApiDocumentTransformer, IOpenApiOperationTransformer
{
    private const string Scheme = "bearer";

    private static readonly Dictionary<string, string> TagDescriptions = new()
    {
        ["Accounts and sessions"] = "Registering, logging in, keeping a session alive and ending it.",
        ["Messages"] = "Sending, history, the conversation list and read marks.",
        ["Sync"] = "Everything that has happened since a cursor.",
        ["Users"] = "The own account and finding others.",
    };

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "ChatApp",
            Version = "v1",
            Description = "Direct messages in real time. The socket at /ws/chat, which delivers them, is described in the documentation.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "This server" }];
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = TagDescriptions[tag.Name!];
        }

        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Scheme,
                BearerFormat = "JWT",
                Description = "The access_token that login and refresh give.",
            },
        };
        return Task.CompletedTask;
    }

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId = context.Description.ActionDescriptor.RouteValues["action"];
        operation.Responses ??= [];
        foreach (var problem in metadata.OfType<ProducesProblemAttribute>())
        {
            Describe(operation, problem.StatusCode, $"Codes: {string.Join(", ", problem.Codes.Select(code => $"`{code}`"))}.");
        }

        if (operation.RequestBody is not null)
        {
            await AddAsync(operation, context, StatusCodes.Status413PayloadTooLarge, HttpErrorCodes.PayloadTooLarge, cancellationToken);
            await AddAsync(operation, context, StatusCodes.Status415UnsupportedMediaType, HttpErrorCodes.UnsupportedMediaType, cancellationToken);
        }

        await AddAsync(operation, context, StatusCodes.Status503ServiceUnavailable, Application.Common.ErrorCodes.Unavailable, cancellationToken);
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [];
            return;
        }

        await AddAsync(operation, context, StatusCodes.Status401Unauthorized, Application.Common.ErrorCodes.Unauthorized, cancellationToken);
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
    }

    private static void Describe(OpenApiOperation operation, int status, string description)
    {
        if (operation.Responses is { } responses && responses.TryGetValue($"{status}", out var response))
        {
            response.Description = description;
        }
    }

    private static async Task AddAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        int status,
        string code,
        CancellationToken cancellationToken)
    {
        if (operation.Responses is null || operation.Responses.ContainsKey($"{status}"))
        {
            return;
        }

        operation.Responses[$"{status}"] = new OpenApiResponse
        {
            Description = $"Codes: `{code}`.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [ApiProblem.MediaType] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(ApiProblem), null, cancellationToken) },
            },
        };
    }
}
