using System.Net;
using ChatApp.Api.Errors;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;

namespace ChatApp.Api.Addresses;

/// <summary>
/// Where clients reach the server. A request chooses its <c>Host</c> itself, and the server's own origin and what its
/// documents say follow from that: where the address is given, a request with another host is refused with 400.
/// </summary>
/// <remarks>
/// Always let through are the loopback addresses, and health, which is asked by the address of a node. Where
/// <c>AllowedHosts</c> is set, the framework does this by that list, and this does nothing.
/// </remarks>
/// <param name="Own">Null: it is not given, or <c>AllowedHosts</c> is.</param>
internal sealed record PublicAddress(Origin? Own)
{
    /// <summary>Reads the origin of a setting.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="text">Its value.</param>
    /// <param name="pathSetting">The setting for the path, which does not belong here.</param>
    /// <exception cref="SettingException">It is no address of a web server.</exception>
    public static Origin Parse(string setting, string text, string pathSetting) =>
        Origin.TryParse(text.TrimEnd('/'), out var origin) && Origin.UsualPort(origin.Scheme) is not null
            ? origin
            : throw new SettingException(
                $"The setting {setting} must be an address such as https://chat.example, "
                + $"without a path (that is {pathSetting}); it is '{text}'.");

    /// <summary>Refuses other hosts from here on.</summary>
    public void Use(IApplicationBuilder app)
    {
        if (Own is not { } own)
        {
            return;
        }

        app.Use((context, next) => IsMeant(context.Request, own.Host)
            ? next(context)
            : AnonymousRequests.OrTooManyAsync(context, () => ProblemResponse.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                HttpErrorCodes.BadRequest,
                "The server does not go by this host.")));
    }

    private static bool IsMeant(HttpRequest request, string host) =>
        (Origin.OfServer(request) is { } asked && (asked.Host == host || IsLoopback(asked.Host)))
        || request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
