using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ChatApp.Api.Listening;

/// <summary>An address to listen on, read as Kestrel reads it; refused where Kestrel would listen elsewhere.</summary>
/// <param name="Setting">The name of its setting, as an operator knows it.</param>
/// <param name="EndPoints">The endpoints to bind. At least one of them must exist on this machine.</param>
internal sealed record ListeningAddress(string Setting, string Text, bool IsHttps, IReadOnlyList<EndPoint> EndPoints)
{
    private const string Localhost = "localhost";

    /// <summary>
    /// Reads an address such as <c>http://127.0.0.1:8000</c>, <c>https://[::1]:8443</c>, <c>http://*:80</c> or
    /// <c>http://unix:/run/chatapp.sock</c>.
    /// </summary>
    /// <exception cref="SettingException">The text is not valid.</exception>
    public static ListeningAddress Parse(string setting, string text)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(text);
        }
        catch (FormatException exception)
        {
            throw Refusal(setting, text, "is not an address to listen on (http://HOST:PORT)", exception);
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
            throw Refusal(setting, text, "has a path, but a server can only listen on a host and a port");
        }

        // The framework also accepts "+80" and " 80".
        var port = text.TrimEnd('/')[(text.LastIndexOf(':') + 1)..];
        if (text.Count(character => character == ':') > 1 && !port.EndsWith(']') && !port.All(char.IsAsciiDigit))
        {
            throw Refusal(setting, text, "has a port that is not a number");
        }

        return address.Port is >= 0 and <= IPEndPoint.MaxPort
            ? new ListeningAddress(
                setting, text, isHttps,
                [.. Hosts(setting, text, address).Select(host => new IPEndPoint(host, address.Port))])
            : throw Refusal(setting, text, "has a port above 65535");
    }

    /// <summary>The port, 0 if the system chooses one; null for a Unix socket.</summary>
    public int? Port => (EndPoints[0] as IPEndPoint)?.Port;

    /// <summary>Whether a section of Kestrel's own settings has it.</summary>
    public bool IsKestrelEndpoint => Setting.StartsWith("Kestrel", StringComparison.Ordinal);

    /// <summary>Whether both cannot be opened together, because they share an address and a port.</summary>
    public bool Meets(ListeningAddress other) =>
        EndPoints.Any(one => other.EndPoints.Any(another => Meet(one, another)));

    /// <summary>Reads a port for all addresses of the machine.</summary>
    /// <exception cref="SettingException">The text is not valid.</exception>
    public static ListeningAddress OfPort(string setting, string scheme, string port) =>
        ushort.TryParse(port, NumberStyles.None, provider: null, out _)
            ? Parse(setting, $"{scheme}://*:{port}")
            : throw Refusal(setting, port, "is not a port");

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
                : throw Refusal(setting, text, "has no fixed port for localhost; set one, or use http://127.0.0.1:0");
        }

        if (host is "*" or "+")
        {
            return [IPAddress.IPv6Any, IPAddress.Any];
        }

        // Only the canonical form is accepted: the framework reads "1" as 0.0.0.1 and ignores text after a bracket.
        var isBracketed = host is ['[', .., ']'];
        if (IPAddress.TryParse(isBracketed ? host[1..^1] : host, out var ip)
            && (ip.AddressFamily == AddressFamily.InterNetworkV6 ? isBracketed : ip.ToString() == host))
        {
            return [ip];
        }

        // Kestrel treats any other host as all addresses of the machine. This includes "127.0.0.1:8000", which is the
        // host if the text after it is not a port number.
        throw Refusal(
            setting, text,
            $"has the host '{host}'; use an address (127.0.0.1, [::1]), localhost, or * for all addresses");
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
