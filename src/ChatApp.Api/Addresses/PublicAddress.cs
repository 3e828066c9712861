using System.Net;
using ChatApp.Api.Errors;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;

namespace ChatApp.Api.Addresses;

/// <summary>
/// The address at which clients reach the server. A client can send any <c>Host</c>, and the server's own origin and
/// the content of its documents depend on it. So if an address is set, a request with another host is refused with 400.
/// </summary>
/// <remarks>
/// Loopback hosts are always allowed. So are health checks, which use the address of a node. If <c>AllowedHosts</c> is
/// set, the framework checks hosts by that list and this class does nothing.
/// </remarks>
/// <param name="Own">The address; null if it is not set, or if <c>AllowedHosts</c> is set.</param>
internal sealed record PublicAddress(Origin? Own)
{
    /// <exception cref="SettingException">The text is not an address of a web server.</exception>
    public static Origin Parse(string setting, string text, string pathSetting) =>
        Origin.TryParse(text.TrimEnd('/'), out var origin) && Origin.UsualPort(origin.Scheme) is not null
            ? origin
            : throw new SettingException(
                $"The setting {setting} must be an address such as https://chat.example, "
                + $"without a path (use {pathSetting} for that); it is '{text}'.");

    public void Use(IApplicationBuilder app)
    {
        if (Own is not { } own)
        {
            return;
        }

        app.Use((context, next) => IsMeant(context.Request, own.Host)
            ? next(context)
            : AnonymousRequests.OrTooManyAsync(context, () => ProblemResponse.WriteAsync(
                context, StatusCodes.Status400BadRequest, HttpErrorCodes.BadRequest,
                "This server does not accept this Host.")));
    }

    private static bool IsMeant(HttpRequest request, string host) =>
        (Origin.OfServer(request) is { } asked && (asked.Host == host || IsLoopback(asked.Host)))
        || request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
