using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;

namespace ChatApp.Api.OpenApi;

/// <summary>
/// The AsyncAPI document of the socket, at <c>/asyncapi.json</c>. Its server is the one that it was fetched from.
/// </summary>
internal static class SocketDocument
{
    private const string Resource = "asyncapi.json";

    // It is a document of its own and never part of a page, so only what JSON itself demands is escaped.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string Template = ReadTemplate();

    public static void MapSocketDocument(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/asyncapi.json", [HttpMethods.Get, HttpMethods.Head], (HttpContext context) =>
        {
            // It holds what this request has said; a cache must not give that to others.
            context.Response.Headers[HeaderNames.CacheControl] = "no-store";
            return Results.Text(For(context.Request), MediaTypeNames.Application.Json);
        }).ExcludeFromDescription();

    private static string For(HttpRequest request)
    {
        var document = JsonNode.Parse(Template)!;

        // HTTP/1.0 needs no Host; then the default address stands.
        if (request.Host.HasValue)
        {
            var server = document["servers"]!["this"]!;
            server["host"] = request.Host.ToUriComponent();
            server["protocol"] = request.IsHttps ? "wss" : "ws";
            if (request.PathBase.HasValue)
            {
                server["pathname"] = request.PathBase.ToUriComponent();
            }

            var pages = new Uri($"{request.Scheme}://{request.Host}{request.PathBase}/docs/");
            document["info"]!["contact"]!["url"] = pages.AbsoluteUri;
        }

        return document.ToJsonString(Readable);
    }

    private static string ReadTemplate()
    {
        using var stream = typeof(SocketDocument).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
