using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ChatApp.Api.Json;

/// <summary>
/// Reads bodies: JSON in UTF-8 and nothing else; whatever else a request says that its body is, or fails to say, is a
/// 415. The formatter's own reading of Content-Type throws at some malformed ones and takes others for JSON.
/// </summary>
internal sealed class JsonInput : SystemTextJsonInputFormatter
{
    public JsonInput(JsonOptions options, ILogger<SystemTextJsonInputFormatter> logger)
        : base(options, logger)
    {
        // What the description of the calls shows.
        SupportedMediaTypes.Clear();
        SupportedMediaTypes.Add(MediaTypeNames.Application.Json);
    }

    public override bool CanRead(InputFormatterContext context) => IsJson(context.HttpContext.Request.ContentType);

    public override async Task<InputFormatterResult> ReadRequestBodyAsync(InputFormatterContext context)
    {
        try
        {
            return await ReadRequestBodyAsync(context, Encoding.UTF8);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            // Kestrel does not say of each way to frame a body badly that the client is to blame (a chunk of 2 GiB).
            throw new BadHttpRequestException("The body cannot be read.", exception);
        }
    }

    // RFC 9110, section 8.3.1. UTF-8 is what JSON is in, with or without being named (RFC 8259, section 8.1).
    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && Is(type.Type, "application")
        && (Is(type.SubType, "json") || (Is(type.Suffix, "json") && !type.MatchesAllSubTypesWithoutSuffix))
        && type.Parameters.All(IsReadable);

    private static bool IsReadable(NameValueHeaderValue parameter) =>
        parameter.Value.Length > 0 && (!Is(parameter.Name, "charset") || IsUtf8(parameter.GetUnescapedValue()));

    private static bool IsUtf8(StringSegment charset) => Is(charset, "utf-8") || Is(charset, "utf8");

    private static bool Is(StringSegment text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
