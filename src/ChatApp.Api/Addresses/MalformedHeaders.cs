using System.Text;
using ChatApp.Api.Errors;
using ChatApp.Api.RateLimiting;

namespace ChatApp.Api.Addresses;

/// <summary>
/// Answers 400 to headers that would make the framework throw when it reads or repeats them: a Host with invalid
/// Punycode, and CORS preflight headers with characters that are not allowed in method and header names (RFC 9110,
/// section 5.6.2).
/// </summary>
internal static class MalformedHeaders
{
    public static IApplicationBuilder RefuseMalformedHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
        HasReadableHost(context.Request)
        && IsAscii(context.Request.Headers.AccessControlRequestMethod)
        && IsAscii(context.Request.Headers.AccessControlRequestHeaders)
            ? next(context)
            : AnonymousRequests.OrTooManyAsync(
                context, () => ProblemResponse.WriteAsync(context, StatusCodes.Status400BadRequest)));

    private static bool IsAscii(string? header) => header is null || Ascii.IsValid(header);

    private static bool HasReadableHost(HttpRequest request)
    {
        try
        {
            _ = request.Host;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
