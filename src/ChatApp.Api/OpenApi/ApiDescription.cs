using System.Text.Json;
using ChatApp.Api.Errors;
using ChatApp.Api.Telemetry;
using ChatApp.Application.Search;
using ChatApp.Application.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ChatApp.Api.OpenApi;

/// <summary>Completes the generated OpenAPI document with errors, headers, limits, examples and security.</summary>
internal sealed class ApiDescription : IOpenApiDocumentTransformer, IOpenApiOperationTransformer
{
    private const string Scheme = "bearer";

    private static readonly Dictionary<string, string> TagDescriptions = new()
    {
        ["Accounts and sessions"] = "Registration, login, and managing sessions.",
        ["Messages"] = "Sending, history, search, the conversation list and read marks.",
        ["Sync"] = "All events since a cursor.",
        ["Users"] = "The caller's own account, and finding other users.",
    };

    // Parameters whose name on the wire differs from the name in the code, so their XML comments are not found.
    private static readonly Dictionary<string, string> ParameterDescriptions = new()
    {
        ["user_id"] = "The other user's id.",
        ["with"] = "Only the conversation with this user.",
        ["before_at"] =
            "The last_at of the row that `before` names. With it the position stays correct if the row has moved; the "
            + "Link header of a page has the next value.",
        ["before_pinned"] = "Whether the row that `before` names was pinned, for the same purpose as before_at.",
    };

    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "ChatApp",
            Version = ProductVersion.Text,
            Description =
                "Direct messages in real time. The socket, which delivers them, is described in /asyncapi.json. Every "
                + "error is a problem document (RFC 9457): programs use its `code`, and people read its `detail`.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };

        // The URL is relative to the document, because only the proxy knows the address that the client used.
        document.Servers = [new OpenApiServer { Url = "..", Description = "This server" }];
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = TagDescriptions[tag.Name!];
        }

        document.AddComponent(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Scheme,
            BearerFormat = "JWT",
            Description = "The access_token from login or refresh.",
        });
        ErrorAnswers.ListCodes(document);
        return Task.CompletedTask;
    }

    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;

        // The operation id is the action's name in camel case: generators use it as the name of the client's function.
        var action = context.Description.ActionDescriptor.RouteValues["action"]!;
        operation.OperationId = JsonNamingPolicy.CamelCase.ConvertName(action);
        operation.Responses ??= [];
        DescribeParameters(operation);
        DescribeBodies(operation, context.Description);

        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        operation.Security = isOpen
            ? []
            : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
        foreach (var (status, codes) in ErrorsOf(operation, metadata.OfType<ProducesProblemAttribute>(), isOpen))
        {
            operation.Responses[$"{status}"] = ErrorAnswers.Of(status, codes, context.Document);
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<(int Status, IReadOnlyList<string> Codes)> ErrorsOf(
        OpenApiOperation operation, IEnumerable<ProducesProblemAttribute> declared, bool isOpen)
    {
        var errors = declared.ToDictionary(problem => problem.StatusCode, problem => problem.Codes);
        var hasBody = operation.RequestBody is not null;
        if (hasBody || operation.Parameters is { Count: > 0 })
        {
            errors.TryAdd(StatusCodes.Status400BadRequest, [ErrorCodes.ValidationFailed]);
        }

        if (hasBody)
        {
            errors.TryAdd(StatusCodes.Status413PayloadTooLarge, [HttpErrorCodes.PayloadTooLarge]);
            errors.TryAdd(StatusCodes.Status415UnsupportedMediaType, [HttpErrorCodes.UnsupportedMediaType]);
        }

        if (!isOpen)
        {
            errors.TryAdd(StatusCodes.Status401Unauthorized, [ErrorCodes.Unauthorized]);
        }

        errors.TryAdd(StatusCodes.Status429TooManyRequests, [ErrorCodes.RateLimited]);
        errors.TryAdd(StatusCodes.Status503ServiceUnavailable, [ErrorCodes.Unavailable]);
        return errors.OrderBy(error => error.Key).Select(error => (error.Key, error.Value));
    }

    private static void DescribeParameters(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Description ??= ParameterDescriptions[parameter.Name!];
            if (parameter is { Name: "limit", Schema: OpenApiSchema limit })
            {
                (limit.Minimum, limit.Maximum) = ("1", $"{PageLimit.Max}");
            }

            if (parameter is { Name: "search", Schema: OpenApiSchema search })
            {
                (parameter.Required, search.MinLength) = (true, SearchUsers.MinLength);
            }

            if (parameter is { Name: "q", Schema: OpenApiSchema words })
            {
                (parameter.Required, words.MinLength, words.MaxLength) = (true, 1, SearchTerms.MaxLength);
            }
        }
    }

    private static void DescribeBodies(
        OpenApiOperation operation, Microsoft.AspNetCore.Mvc.ApiExplorer.ApiDescription description)
    {
        if (description.ParameterDescriptions.FirstOrDefault(
                parameter => parameter.Source == BindingSource.Body) is { } body)
        {
            // The generated description comes from the action's last parameter, which is not the body.
            var request = (OpenApiRequestBody)operation.RequestBody!;
            request.Description = null;
            foreach (var media in request.Content?.Values ?? [])
            {
                media.Example = Examples.Of(body.Type);
            }
        }

        foreach (var answer in description.SupportedResponseTypes.Where(
            answer => answer.StatusCode < StatusCodes.Status400BadRequest))
        {
            var response = (OpenApiResponse)operation.Responses![$"{answer.StatusCode}"];
            response.Headers = HeadersOf(answer.StatusCode, answer.Type, operation);
            if (answer.Type is null || answer.Type == typeof(void))
            {
                response.Content = null;
                continue;
            }

            foreach (var media in response.Content?.Values ?? [])
            {
                media.Example = Examples.Of(answer.Type);
            }
        }
    }

    private static Dictionary<string, IOpenApiHeader>? HeadersOf(int status, Type? type, OpenApiOperation operation)
    {
        const string Next =
            "The next page as `<…>; rel=\"next\"` (RFC 8288), relative to the request; absent on the last page.";
        const string Around =
            " With `around`, the next page has older messages, and newer ones follow as `<…>; rel=\"prev\"`.";
        return status switch
        {
            StatusCodes.Status200OK when type is { IsGenericType: true } => AnswerHeaders.One(
                "Link", operation.OperationId == "getHistory" ? Next + Around : Next, JsonSchemaType.String),
            StatusCodes.Status201Created when operation.OperationId == "register" =>
                AnswerHeaders.One("Location", "The URL of the user, relative to the request.", JsonSchemaType.String),
            _ => null,
        };
    }
}
