using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace ChatApp.Api.Security;

/// <summary>
/// The origin of a page or app, as browsers and apps send it (RFC 6454, section 6.2): <c>https://chat.example</c>,
/// <c>capacitor://localhost</c>. Case, the default port and a dot at the end of the host do not affect equality.
/// </summary>
/// <param name="Scheme">The scheme of the page or app, in lower case.</param>
/// <param name="Host">A host name in lower-case ASCII, or an IP address in its canonical form.</param>
/// <param name="Port">The port; null for the default port of the scheme.</param>
internal readonly partial record struct Origin(string Scheme, string Host, int? Port)
{
    // Schemes that have no pages, or whose pages have no origin.
    private static readonly HashSet<string> WithoutPages =
        ["about", "blob", "data", "file", "ftp", "javascript", "ws", "wss"];

    /// <summary>The default port of a scheme; null for the schemes of apps, which have none.</summary>
    public static int? UsualPort(string scheme) => scheme switch { "http" => 80, "https" => 443, _ => null };

    /// <summary>Parses an origin. The text must not have a path, a user or a wildcard, or be <c>null</c>.</summary>
    public static bool TryParse(string text, out Origin origin)
    {
        origin = default;
        if (Form().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var scheme = match.Groups["scheme"].Value.ToLowerInvariant();
        var digits = match.Groups["port"].Value;
        int? port = digits.Length > 0 ? int.Parse(digits, CultureInfo.InvariantCulture) : null;
        var name = match.Groups["host"].Value;
        var host = UsualPort(scheme) is null ? name.ToLowerInvariant() : WebHost(name);
        if (host is null || port > IPEndPoint.MaxPort || WithoutPages.Contains(scheme))
        {
            return false;
        }

        origin = new Origin(scheme, host, port == UsualPort(scheme) ? null : port);
        return true;
    }

    /// <summary>The origin of the server's own pages, by the request; null if its host is not valid.</summary>
    public static Origin? OfServer(HttpRequest request) =>
        // Not Request.Host, which decodes Punycode.
        TryParse($"{request.Scheme}://{request.Headers.Host}", out var origin) ? origin : null;

    // The canonical form of the host of a web page; null if it is not valid.
    private static string? WebHost(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return address.ToString();
        }

        var name = (text[^1] == '.' ? text[..^1] : text).ToLowerInvariant();
        return text[0] != '[' && name.Split('.').All(label => label.Length > 0) ? name : null;
    }

    [GeneratedRegex(
        @"\A(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]+)"
        + @"(:(?<port>[1-9][0-9]{0,4}))?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
