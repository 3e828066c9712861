using ChatApp.Api.Listening;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Api;

/// <summary>
/// Reads the addresses to listen on. There are three kinds of settings, and the framework uses the first that is set:
/// Kestrel endpoints, addresses, ports. ASPNETCORE_PREFERHOSTINGURLS moves the endpoints to the end.
/// </summary>
internal static class ListeningSettings
{
    public const string DefaultAddress = "http://localhost:8000";

    private const string EndpointsKey = "Kestrel:Endpoints";

    public static void UseDefault(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        string[] keys = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        if (keys.All(key => string.IsNullOrEmpty(configuration[key]))
            && !configuration.GetSection(EndpointsKey).GetChildren().Any())
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }
    }

    /// <exception cref="SettingException">
    /// A setting has an invalid address, even if another setting takes precedence.
    /// </exception>
    public static IReadOnlyList<ListeningAddress> Read(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection(EndpointsKey).GetChildren().ToList();
        var ofKestrel = endpoints
            .Where(endpoint => endpoint["Url"] is not null)
            .Select(endpoint => ListeningAddress.Parse(
                Setting.EnvironmentName($"{endpoint.Path}:Url"), endpoint["Url"]!))
            .ToList();
        var ofUrls = List(
            configuration[WebHostDefaults.ServerUrlsKey], "ASPNETCORE_URLS (--urls)", ListeningAddress.Parse);
        var ofHttpPorts = List(
            configuration[WebHostDefaults.HttpPortsKey], "ASPNETCORE_HTTP_PORTS", OfPort(Uri.UriSchemeHttp));
        var ofHttpsPorts = List(
            configuration[WebHostDefaults.HttpsPortsKey], "ASPNETCORE_HTTPS_PORTS", OfPort(Uri.UriSchemeHttps));
        var ofHost = ofUrls.Count > 0 ? ofUrls : [.. ofHttpPorts, .. ofHttpsPorts];
        var preferHost = ApiCatalogue.Hosting.PreferUrls.Read(configuration);
        var addresses = endpoints.Count > 0 && !(preferHost && ofHost.Count > 0) ? ofKestrel : ofHost;
        RefuseSame(addresses);
        return addresses;
    }

    /// <summary>Adds the addresses that serve only <c>/metrics</c> to those on which the server listens.</summary>
    /// <returns>The added addresses.</returns>
    /// <exception cref="SettingException">An address is invalid, or another one has its port.</exception>
    public static IReadOnlyList<ListeningAddress> AddMetrics(
        WebApplicationBuilder builder, IReadOnlyList<ListeningAddress> addresses)
    {
        var setting = ApiCatalogue.Hosting.MetricsUrls;
        var metrics = List(setting.Read(builder.Configuration), setting.Name, ListeningAddress.Parse);
        if (metrics.Find(address => address.Port is null or 0) is { } refused)
        {
            throw new SettingException($"The setting {setting.Name} has '{refused.Text}', which has no fixed port.");
        }

        // Only the port of a request tells to which address it came.
        if (metrics.Find(address => addresses.Any(other => other.Port == address.Port)) is { } shared)
        {
            throw new SettingException(
                $"The setting {setting.Name} has '{shared.Text}', whose port another address has too.");
        }

        List<ListeningAddress> all = [.. addresses, .. metrics];
        RefuseSame(all);
        if (addresses.Any(address => address.IsKestrelEndpoint))
        {
            // With such endpoints the framework does not use other addresses.
            for (var i = 0; i < metrics.Count; i++)
            {
                builder.Configuration[$"{EndpointsKey}:Metrics{i}:Url"] = metrics[i].Text;
            }
        }
        else if (metrics.Count > 0)
        {
            builder.WebHost.UseUrls([.. all.Select(address => address.Text)]);
        }

        return metrics;
    }

    // Each of them could be bound alone, so ListeningCheck would not find this.
    private static void RefuseSame(List<ListeningAddress> addresses)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            if (addresses[..i].Find(addresses[i].Meets) is { } other)
            {
                var (setting, text) = (addresses[i].Setting, addresses[i].Text);
                throw new SettingException(
                    $"The setting {setting} has '{text}', which has the same port as '{other.Text}'.");
            }
        }
    }

    private static Func<string, string, ListeningAddress> OfPort(string scheme) =>
        (setting, port) => ListeningAddress.OfPort(setting, scheme, port);

    private static List<ListeningAddress> List(
        string? text, string setting, Func<string, string, ListeningAddress> parse)
    {
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0
            ? [.. parts.Select(part => parse(setting, part))]
            : throw new SettingException($"The setting {setting} has '{text}', which contains no address.");
    }
}
