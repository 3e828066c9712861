using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatApp.Api.Security;
using Microsoft.Net.Http.Headers;

namespace ChatApp.Api.OpenApi;

/// <summary>The AsyncAPI document at <c>/asyncapi.json</c>. It names the server from which it was fetched.</summary>
internal static class SocketDocument
{
    private const string Resource = "asyncapi.json";

    // Placeholders for values from the request.
    private const string Protocol = "@@protocol@@";
    private const string Host = "@@host@@";
    private const string PathName = "@@pathname@@";
    private const string Pages = "@@pages@@";

    // It is never embedded in HTML, so only the escapes that JSON requires are needed.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = Encoder };

    // The document needs no token, so requests must be cheap: it is not parsed and serialized for each one.
    private static readonly string AtDefault = ReadTemplate().ToJsonString(Readable);
    private static readonly string AtHost = Prepare(hasPrefix: false);
    private static readonly string AtHostAndPrefix = Prepare(hasPrefix: true);

    public static void MapSocketDocument(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/asyncapi.json", [HttpMethods.Get, HttpMethods.Head], (HttpContext context) =>
        {
            // It contains the host of this request, so a cache must not return it to other clients.
            context.Response.Headers[HeaderNames.CacheControl] = "no-store";
            return Results.Text(For(context.Request), MediaTypeNames.Application.Json);
        }).ExcludeFromDescription();

    private static string For(HttpRequest request)
    {
        // HTTP/1.0 needs no Host, and Kestrel accepts some values that are not valid hosts. In these cases the document
        // has the default address.
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
