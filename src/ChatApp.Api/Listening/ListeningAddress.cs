using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ChatApp.Api.Listening;

/// <summary>
/// An address that the settings have the server listen on: understood as Kestrel does, and refused where Kestrel would
/// listen elsewhere.
/// </summary>
/// <param name="Setting">The setting that has it, as an operator knows it.</param>
/// <param name="Text">The address as it was given.</param>
/// <param name="IsHttps">Whether it is for TLS.</param>
/// <param name="EndPoints">What is bound: all that this machine has of them, and at least one.</param>
internal sealed record ListeningAddress(string Setting, string Text, bool IsHttps, IReadOnlyList<EndPoint> EndPoints)
{
    private const string Localhost = "localhost";

    /// <summary>
    /// Reads an address such as <c>http://127.0.0.1:8000</c>, <c>https://[::1]:8443</c>, <c>http://*:80</c> or
    /// <c>http://unix:/run/chatapp.sock</c>.
    /// </summary>
    /// <exception cref="SettingException">It is none.</exception>
    public static ListeningAddress Parse(string setting, string text)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(text);
        }
        catch (FormatException exception)
        {
            throw Refusal(setting, text, "is no address to listen on (http://HOST:PORT)", exception);
        }

        var isHttps = address.Scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);
        if (!isHttps && !address.Scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal(setting, text, "begins with neither http:// nor https://");
        }

        if (address.IsUnixPipe)
        {
            return new ListeningAddress(setting, text, isHttps, [UnixSocket(setting, text, address.UnixPipePath)]);
        }

        if (address.PathBase.Length > 0)
        {
            throw Refusal(setting, text, "has a path, and a server listens on a host and a port alone");
        }

        // The framework also takes "+80" and " 80".
        var port = text.TrimEnd('/')[(text.LastIndexOf(':') + 1)..];
        if (text.Count(character => character == ':') > 1 && !port.EndsWith(']') && !port.All(char.IsAsciiDigit))
        {
            throw Refusal(setting, text, "has a port that is no number");
        }

        return address.Port is >= 0 and <= IPEndPoint.MaxPort
            ? new ListeningAddress(
                setting,
                text,
                isHttps,
                [.. Hosts(setting, text, address).Select(host => new IPEndPoint(host, address.Port))])
            : throw Refusal(setting, text, "has a port beyond 65535");
    }

    /// <summary>Whether both cannot be opened at once, since they have an address and a port in common.</summary>
    public bool Meets(ListeningAddress other) =>
        EndPoints.Any(one => other.EndPoints.Any(another => Meet(one, another)));

    /// <summary>Reads a port on which the server listens at every address of the machine.</summary>
    /// <exception cref="SettingException">It is none.</exception>
    public static ListeningAddress OfPort(string setting, string scheme, string port) =>
        ushort.TryParse(port, NumberStyles.None, provider: null, out _)
            ? Parse(setting, $"{scheme}://*:{port}")
            : throw Refusal(setting, port, "is no port");

    private static bool Meet(EndPoint one, EndPoint other) => (one, other) switch
    {
        (IPEndPoint a, IPEndPoint b) =>
            a.Port != 0 && a.Port == b.Port && (a.Address.Equals(b.Address) || IsAny(a) || IsAny(b)),
        _ => one.Equals(other),
    };

    private static bool IsAny(IPEndPoint endPoint) =>
        endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any);

    private static IReadOnlyList<IPAddress> Hosts(string setting, string text, BindingAddress address)
    {
        var host = address.Host;
        if (host.Equals(Localhost, StringComparison.OrdinalIgnoreCase)
            || host.EndsWith($".{Localhost}", StringComparison.OrdinalIgnoreCase))
        {
            return address.Port != 0
                ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
                : throw Refusal(
                    setting, text, "has no port of its own for localhost; name one, or take http://127.0.0.1:0");
        }

        if (host is "*" or "+")
        {
            return [IPAddress.IPv6Any, IPAddress.Any];
        }

        // In its one written form: the framework reads "1" as 0.0.0.1 and passes over what follows a bracket.
        var isBracketed = host is ['[', .., ']'];
        if (IPAddress.TryParse(isBracketed ? host[1..^1] : host, out var ip)
            && (ip.AddressFamily == AddressFamily.InterNetworkV6 ? isBracketed : ip.ToString() == host))
        {
            return [ip];
        }

        // Kestrel takes any other host for every address of the machine: also "127.0.0.1:8000", where the port that
        // follows is no number.
        throw Refusal(
            setting,
            text,
            $"has the host '{host}'; take an address (127.0.0.1, [::1]), localhost, or * for all of the machine");
    }

    private static UnixDomainSocketEndPoint UnixSocket(string setting, string text, string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentException exception)
        {
            throw Refusal(setting, text, "has a path that is too long for a socket", exception);
        }
    }

    private static SettingException Refusal(string setting, string text, string why, Exception? cause = null) =>
        new($"The setting {setting} has '{text}', which {why}.", cause);
}
