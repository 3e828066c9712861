using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace ChatApp.Api.Security;

/// <summary>
/// Whose page a request comes from, as browsers and apps send it (RFC 6454, section 6.2): <c>https://chat.example</c>,
/// <c>capacitor://localhost</c>. Equal ones are one origin: case, the usual port and a dot at the end of the host do
/// not matter.
/// </summary>
/// <param name="Scheme">Of the page, or the app's own; in lower case.</param>
/// <param name="Host">A name in ASCII and lower case, or an address in the form that there is one of.</param>
/// <param name="Port">Null: the usual one of the scheme.</param>
internal readonly partial record struct Origin(string Scheme, string Host, int? Port)
{
    // Pages under these have no origin of their own, or are no pages.
    private static readonly HashSet<string> WithoutPages =
        ["about", "blob", "data", "file", "ftp", "javascript", "ws", "wss"];

    /// <summary>The port that nobody writes; null for the schemes of apps, which have none.</summary>
    public static int? UsualPort(string scheme) => scheme switch
    {
        "http" => 80,
        "https" => 443,
        _ => null,
    };

    /// <summary>Reads one, which must be nothing else: no path, no user, no wildcard, not <c>null</c>.</summary>
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

    /// <summary>That of the server's own pages, as the request names the server; null if it names none.</summary>
    public static Origin? OfServer(HttpRequest request) =>
        // Not Request.Host, which decodes names of other scripts.
        TryParse($"{request.Scheme}://{request.Headers.Host}", out var origin) ? origin : null;

    // The one form of a host in the address of a web page; null if it is none.
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
