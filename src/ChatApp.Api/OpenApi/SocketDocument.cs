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

    // What stands in the place of what only a request can say.
    private const string Protocol = "@@protocol@@";
    private const string Host = "@@host@@";
    private const string PathName = "@@pathname@@";
    private const string Pages = "@@pages@@";

    // It is a document of its own and never part of a page, so only what JSON itself demands is escaped.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = Encoder };

    // Nobody needs a token to ask, so the document is not taken apart and put together for each request.
    private static readonly string AtDefault = ReadTemplate().ToJsonString(Readable);
    private static readonly string AtHost = Prepare(hasPrefix: false);
    private static readonly string AtHostAndPrefix = Prepare(hasPrefix: true);

    public static void MapSocketDocument(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/asyncapi.json", [HttpMethods.Get, HttpMethods.Head], (HttpContext context) =>
        {
            // It holds what this request has said; a cache must not give that to others.
            context.Response.Headers[HeaderNames.CacheControl] = "no-store";
            return Results.Text(For(context.Request), MediaTypeNames.Application.Json);
        }).ExcludeFromDescription();

    private static string For(HttpRequest request)
    {
        // HTTP/1.0 needs no Host, and Kestrel lets some pass that can be none; then the default address stands.
        if (Origin.OfServer(request) is null)
        {
            return AtDefault;
        }

        var host = $"{request.Headers.Host}";
        var prefix = request.PathBase.ToUriComponent();
        return (prefix.Length > 0 ? AtHostAndPrefix : AtHost)
            .Replace(Protocol, request.IsHttps ? "wss" : "ws", StringComparison.Ordinal)
            .Replace(Pages, Encoder.Encode($"{request.Scheme}://{host}{prefix}/docs/"), StringComparison.Ordinal)
            .Replace(PathName, Encoder.Encode(prefix), StringComparison.Ordinal)
            .Replace(Host, Encoder.Encode(host), StringComparison.Ordinal);
    }

    private static string Prepare(bool hasPrefix)
    {
        var document = ReadTemplate();
        var server = document["servers"]!["this"]!;
        server["host"] = Host;
        server["protocol"] = Protocol;
        if (hasPrefix)
        {
            server["pathname"] = PathName;
        }

        document["info"]!["contact"]!["url"] = Pages;
        return document.ToJsonString(Readable);
    }

    private static JsonNode ReadTemplate()
    {
        using var stream = typeof(SocketDocument).Assembly.GetManifestResourceStream(Resource)!;
        return JsonNode.Parse(stream)!;
    }
}
