using ChatApp.Api.Addresses;
using ChatApp.Api.Connections;
using ChatApp.Api.Exports;
using ChatApp.Api.OpenApi;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets;
using ChatApp.Infrastructure.Settings;
using static ChatApp.Api.ApiCatalogue;

namespace ChatApp.Api;

/// <summary>Reads the settings of this project, so that its features depend on neither names nor defaults.</summary>
/// <exception cref="SettingException">Thrown by each member for an invalid value.</exception>
internal sealed class ApiSettings(IConfiguration configuration)
{
    public PathString PathBase => Hosting.PathBase.Read(configuration) is { } path
        ? PathPrefix.Parse(Hosting.PathBase.Name, path)
        : PathString.Empty;

    public PublicAddress PublicAddress
    {
        get
        {
            var url = Hosting.PublicUrl;
            var own = url.Read(configuration) is { } text
                ? PublicAddress.Parse(url.Name, text, Hosting.PathBase.Name)
                : (Origin?)null;

            // The framework itself checks the hosts in AllowedHosts.
            return new PublicAddress(Hosting.AllowedHosts.Read(configuration) is null or "*" ? own : null);
        }
    }

    public OriginPolicy Origins =>
        OriginPolicy.Parse(Hosting.AllowedOrigins.Name, Hosting.AllowedOrigins.Read(configuration));

    public TrustedProxies Proxies => Hosting.TrustEverybody.Read(configuration)
        ? throw new SettingException(
            "ASPNETCORE_FORWARDEDHEADERS_ENABLED trusts every client about the sender of a request; name the proxies "
            + $"in {Hosting.Proxies.Name}__0 instead.")
        : TrustedProxies.Parse(Hosting.Proxies.Name, Hosting.Proxies.Read(configuration));

    public RateLimitSettings RateLimits => new(
        InfrastructureSettings.RateLimitsEnabled.Read(configuration),
        Requests.Reads.Read(configuration),
        Requests.Searches.Read(configuration),
        Requests.Exports.Read(configuration),
        Requests.Registrations.Read(configuration),
        Requests.Logins.Read(configuration),
        Requests.Refreshes.Read(configuration),
        Requests.Handshakes.Read(configuration),
        Requests.Anonymous.Read(configuration),
        Requests.RefusalsBeforeClose.Read(configuration));

    public ConnectionSettings Connections => new(
        Limits.AllConnections.Read(configuration), Limits.ConnectionsPerAddress.Read(configuration),
        Limits.StrangersPerAddress.Read(configuration), Limits.ReadAheadBytes.Read(configuration),
        Limits.UnsentBytes.Read(configuration), Limits.HeadBytes.Read(configuration),
        TimeSpan.FromSeconds(Limits.HeadSeconds.Read(configuration)), Limits.BodyBytesPerSecond.Read(configuration));

    public SocketSettings Sockets => new(
        Limits.SocketsPerUser.Read(configuration), Limits.SocketsPerAddress.Read(configuration),
        Limits.Sockets.Read(configuration), Limits.AllowTokenInUrl.Read(configuration));

    public ExportLimit Exports => new(Limits.Exports.Read(configuration));

    public bool UsesOtlp => Framework.OtlpEndpoint.Read(configuration) is not null;

    public ApiPageLimits ApiPages => new(
        Limits.ApiPages.Read(configuration), Limits.ApiPagesPerAddress.Read(configuration));
}
