using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace ChatApp.Api.Connections;

/// <summary>
/// The reverse proxies that are trusted to report the client's address and scheme. Without configuration none is
/// trusted, not even on this machine.
/// </summary>
internal sealed class TrustedProxies(IReadOnlyList<IPNetwork> networks)
{
    public bool Any => networks.Count > 0;

    /// <summary>Reads the items of a setting: networks (<c>10.0.0.0/8</c>, <c>fd00::/8</c>) and addresses.</summary>
    /// <exception cref="SettingException">An item is neither.</exception>
    public static TrustedProxies Parse(string setting, IEnumerable<string> networks) =>
        new([.. networks.Select(text => Parse(setting, text))]);

    public bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(network => network.Contains(plain));
    }

    /// <summary>
    /// Uses the rightmost address in <c>X-Forwarded-For</c> that is not a trusted proxy, and its scheme from
    /// <c>X-Forwarded-Proto</c>. The client may have written everything to the left of it.
    /// </summary>
    public void Use(IApplicationBuilder app)
    {
        if (!Any)
        {
            // Without a known proxy the framework would trust every client.
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

    private static IPNetwork Parse(string setting, string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, 8 * address.GetAddressBytes().Length)
        : IPNetwork.TryParse(text, out var network) ? network
        : throw new SettingException(
            $"The settings {setting}__0, __1… must be networks such as 10.0.0.0/8 or addresses such as 10.0.0.7; "
            + $"'{text}' is neither.");
}
