using System.Text;
using ChatApp.Api.Errors;
using ChatApp.Api.RateLimiting;

namespace ChatApp.Api.Addresses;

/// <summary>
/// Answers 400 to headers at which the framework would throw as soon as it reads or repeats them: a Host that claims to
/// be punycode and is not, and what a preflight asks for in other characters than names of methods and headers have
/// (RFC 9110, section 5.6.2).
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
