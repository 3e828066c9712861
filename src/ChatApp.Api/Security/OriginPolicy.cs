using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatApp.Api.Security;

/// <summary>
/// Decides which pages and apps may call the server (CORS) and open sockets (RFC 6455, section 10.2): the server's own
/// pages, and the configured origins.
/// </summary>
internal sealed partial class OriginPolicy(IEnumerable<Origin> configured)
{
    private static readonly IdnMapping Idna = new();

    private readonly HashSet<Origin> _configured = [.. configured];

    /// <exception cref="SettingException">An item is not an origin in the form that browsers send.</exception>
    public static OriginPolicy Parse(string setting, IEnumerable<string> origins) =>
        new(origins.Select(text => Parse(setting, text)));

    /// <summary>Whether this origin is configured, so that CORS allows it.</summary>
    public bool IsConfigured(string origin) => Origin.TryParse(origin, out var parsed) && _configured.Contains(parsed);

    /// <summary>Whether the request may open a socket. Without an Origin, it does not come from a browser.</summary>
    public bool MayOpenSocket(HttpRequest request)
    {
        var text = request.Headers.Origin.ToString();
        return text.Length == 0
            || (Origin.TryParse(text, out var origin)
                && (origin == Origin.OfServer(request) || _configured.Contains(origin)));
    }

    // Browsers never send the default port, so a setting with it may be meant differently.
    private static Origin Parse(string setting, string text) =>
        Origin.TryParse(ToAscii(setting, text), out var origin)
        && !text.EndsWith($":{Origin.UsualPort(origin.Scheme)}", StringComparison.Ordinal)
            ? origin
            : throw new SettingException(
                $"The setting {setting} has '{text}', which is not an origin as browsers and apps send it "
                + "(https://chat.example, capacitor://localhost; no path, no wildcard, no default port).");

    // Browsers send international domain names in ASCII (RFC 5891).
    private static string ToAscii(string setting, string text)
    {
        if (Parts().Match(text) is not { Success: true } parts || Ascii.IsValid(text))
        {
            return text;
        }

        var name = parts.Groups["name"].Value.ToLowerInvariant();
        try
        {
            return SameEverywhere().IsMatch(name)
                ? $"{parts.Groups["before"]}{Idna.GetAscii(name)}{parts.Groups["after"]}"
                : throw Unsure(setting, text);
        }
        catch (ArgumentException)
        {
            throw Unsure(setting, text);
        }
    }

    private static SettingException Unsure(string setting, string text) => new(
        $"The setting {setting} has '{text}'. Browsers may send this name in another form; "
        + "write it in ASCII, as in https://xn--bcher-kva.example.");

    [GeneratedRegex(
        @"\A(?<before>[^:]*://)(?<name>[^/?#@:\[\]]+)(?<after>.*)\z",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();

    // Letters that browsers encode without changing them: Latin without ligatures, Greek, Cyrillic, Hebrew, Arabic,
    // kana, Han and Hangul. Browsers first compose, decompose or replace other letters (UTS #46), but in its invariant
    // mode this platform has no tables for that.
    [GeneratedRegex(
        @"\A[-.a-z0-9\u00DF-\u00F6\u00F8-\u0131\u0134-\u013E\u0141-\u0148\u014A-\u017E\u03AC-\u03CE\u0430-\u045F"
        + @"\u05D0-\u05EA\u0621-\u063A\u0641-\u064A\u3041-\u3096\u30A1-\u30FA\u30FC\u4E00-\u9FFF\uAC00-\uD7A3]+\z")]
    private static partial Regex SameEverywhere();
}
