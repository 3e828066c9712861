using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ChatApp.Api.Json;

/// <summary>
/// Reads request bodies, which must be JSON in UTF-8. Any other Content-Type, or none, is a 415. The base class throws
/// for some malformed values of Content-Type and accepts others as JSON.
/// </summary>
internal sealed class JsonInput : SystemTextJsonInputFormatter
{
    public JsonInput(JsonOptions options, ILogger<SystemTextJsonInputFormatter> logger)
        : base(options, logger)
    {
        // The description of the calls shows this media type.
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
            // For some malformed bodies, such as a chunk of 2 GiB, Kestrel does not report an error of the client.
            throw new BadHttpRequestException("The body cannot be read.", exception);
        }
    }

    // RFC 9110, section 8.3.1. JSON is always UTF-8, with or without a charset parameter (RFC 8259, section 8.1).
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
