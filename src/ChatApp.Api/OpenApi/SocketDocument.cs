using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatApp.Api.Security;
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

        // HTTP/1.0 needs no Host, and Kestrel lets some pass that can be none; then the default address stands.
        if (Origin.OfServer(request) is not null)
        {
            var host = $"{request.Headers.Host}";
            var prefix = request.PathBase.ToUriComponent();
            var server = document["servers"]!["this"]!;
            server["host"] = host;
            server["protocol"] = request.IsHttps ? "wss" : "ws";
            if (prefix.Length > 0)
            {
                server["pathname"] = prefix;
            }

            document["info"]!["contact"]!["url"] = $"{request.Scheme}://{host}{prefix}/docs/";
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
