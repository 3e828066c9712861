using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatApp.Api.Security;

/// <summary>
/// Whose pages and apps may call the server (CORS) and open sockets (RFC 6455, section 10.2): its own, and those that
/// are configured.
/// </summary>
internal sealed partial class OriginPolicy(IEnumerable<Origin> configured)
{
    private static readonly IdnMapping Idna = new();

    private readonly HashSet<Origin> _configured = [.. configured];

    /// <summary>Reads the origins of a setting.</summary>
    /// <exception cref="SettingException">One is no origin, or none that a browser would ever send.</exception>
    public static OriginPolicy Parse(string setting, IEnumerable<string> origins) =>
        new(origins.Select(text => Parse(setting, text)));

    /// <summary>Whether this one is configured: the answer to whom CORS lets in.</summary>
    public bool IsConfigured(string origin) => Origin.TryParse(origin, out var parsed) && _configured.Contains(parsed);

    /// <summary>
    /// Whether a socket may be opened by whoever asks. Without an Origin it is no browser, and passes.
    /// </summary>
    public bool MayOpenSocket(HttpRequest request)
    {
        var text = request.Headers.Origin.ToString();
        return text.Length == 0
            || (Origin.TryParse(text, out var origin)
                && (origin == Origin.OfServer(request) || _configured.Contains(origin)));
    }

    // Browsers never send the usual port: whoever writes it may mean something else.
    private static Origin Parse(string setting, string text) =>
        Origin.TryParse(ToAscii(setting, text), out var origin)
        && !text.EndsWith($":{Origin.UsualPort(origin.Scheme)}", StringComparison.Ordinal)
            ? origin
            : throw new SettingException(
                $"The setting {setting} has '{text}', which is no origin as browsers and apps send it "
                + "(https://chat.example, capacitor://localhost; no path, no wildcard, not the usual port).");

    // Browsers send a name of another script in ASCII (RFC 5891).
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
        $"The setting {setting} has '{text}', whose name browsers may send in another form; "
        + "write it as they do, as in https://xn--bcher-kva.example.");

    [GeneratedRegex(
        @"\A(?<before>[^:]*://)(?<name>[^/?#@:\[\]]+)(?<after>.*)\z",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();

    // Letters that browsers send as they are. Others they compose, take apart or replace first (UTS #46), for which
    // this platform has no tables in its invariant mode: Latin without ligatures, Greek, Cyrillic, Hebrew, Arabic,
    // kana, Han, Hangul.
    [GeneratedRegex(
        @"\A[-.a-z0-9\u00DF-\u00F6\u00F8-\u0131\u0134-\u013E\u0141-\u0148\u014A-\u017E\u03AC-\u03CE\u0430-\u045F"
        + @"\u05D0-\u05EA\u0621-\u063A\u0641-\u064A\u3041-\u3096\u30A1-\u30FA\u30FC\u4E00-\u9FFF\uAC00-\uD7A3]+\z")]
    private static partial Regex SameEverywhere();
}
