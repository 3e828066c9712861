using System.Net;
using ChatApp.Api.Errors;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;
using ChatApp.Infrastructure.Settings;

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
    private const string Key = "Server:PublicUrl";
    private const string Hosts = "AllowedHosts";

    /// <exception cref="SettingException">It is no address of a web server.</exception>
    public static PublicAddress Read(SettingsReader settings)
    {
        if (settings.Text(Key) is not { } text)
        {
            return new PublicAddress((Origin?)null);
        }

        if (!Origin.TryParse(text.TrimEnd('/'), out var origin) || Origin.UsualPort(origin.Scheme) is null)
        {
            throw new SettingException(
                $"The setting {SettingsReader.EnvironmentName(Key)} must be an address such as https://chat.example, "
                + $"without a path (that is {SettingsReader.EnvironmentName("Server:PathBase")}); it is '{text}'.");
        }

        return new PublicAddress(settings.Text(Hosts) is null or "*" ? origin : null);
    }

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
                "The server does not go by this host.",
                fields: null)));
    }

    private static bool IsMeant(HttpRequest request, string host) =>
        (Origin.OfServer(request) is { } asked && (asked.Host == host || IsLoopback(asked.Host)))
        || request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
