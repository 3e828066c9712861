using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace ChatApp.Api.OpenApi;

/// <summary>
/// The OpenAPI document, at <c>/openapi/v1.json</c> (contract, section 7). It does not change while the server runs,
/// and building it takes about 30 ms of processor time, so it is built only once.
/// </summary>
internal sealed class ApiDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider provider)
{
    public const string Name = "v1";

    private const string MediaType = "application/json; charset=utf-8";

    private readonly Lazy<Task<Content>> _content = new(() => BuildAsync(provider));

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods(
            $"/openapi/{Name}.json", [HttpMethods.Get, HttpMethods.Head],
            (HttpContext context, ApiDocument document) => document.AnswerAsync(context)).ExcludeFromDescription();

    private static async Task<Content> BuildAsync(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync();
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        var bytes = json.ToArray();
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes)[..8]);
        return new Content(bytes, new EntityTagHeaderValue($"\"{digest}\""));
    }

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        var content = await _content.Value;

        // The next version of the server has another document at the same URL.
        context.Response.Headers[HeaderNames.CacheControl] = "no-cache";
        return Results.Bytes(content.Json, MediaType, entityTag: content.Tag);
    }

    private sealed record Content(byte[] Json, EntityTagHeaderValue Tag);
}
