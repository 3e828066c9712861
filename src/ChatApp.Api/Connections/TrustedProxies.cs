using System.Net;
using ChatApp.Infrastructure.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace ChatApp.Api.Connections;

/// <summary>The reverse proxies whose word is taken for where a request comes from and how. None unless configured, not even of this machine.</summary>
internal sealed class TrustedProxies(IReadOnlyList<IPNetwork> networks)
{
    private const string Key = "Proxies:Networks";

    // The framework's own switch, which has it believe everybody.
    private const string TrustEverybodyKey = "ForwardedHeaders_Enabled";

    /// <summary>Whether there are any.</summary>
    public bool Any => networks.Count > 0;

    /// <summary>Reads the setting: networks (<c>10.0.0.0/8</c>, <c>fd00::/8</c>) and single addresses.</summary>
    /// <exception cref="SettingException">One is neither, or the framework was told to believe everybody.</exception>
    public static TrustedProxies Read(SettingsReader settings)
    {
        if (settings.Switch(TrustEverybodyKey, false))
        {
            throw new SettingException(
                "ASPNETCORE_FORWARDEDHEADERS_ENABLED takes anybody's word for where a request comes from; name the proxies in Proxies__Networks__0 instead.");
        }

        return new TrustedProxies([.. settings.List(Key).Select(Parse)]);
    }

    /// <summary>Whether this is the address of one of them.</summary>
    public bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(network => network.Contains(plain));
    }

    /// <summary>
    /// Takes the nearest address that is no proxy's from <c>X-Forwarded-For</c>, from the right, and the scheme that belongs to it from
    /// <c>X-Forwarded-Proto</c>. Whatever stands to the left of it was written by the client.
    /// </summary>
    public void Use(IApplicationBuilder app)
    {
        if (!Any)
        {
            // Without a known proxy the framework would believe everybody.
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }

    private static IPNetwork Parse(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new IPNetwork(address, 8 * address.GetAddressBytes().Length);
        }

        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new SettingException(
                $"The settings {SettingsReader.EnvironmentName(Key)}__0, __1… are networks such as 10.0.0.0/8 and addresses such as 10.0.0.7; '{text}' is neither.");
    }
}
