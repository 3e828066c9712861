using System.Text.RegularExpressions;

namespace ChatApp.Api.Addresses;

/// <summary>
/// The path below which a proxy passes requests on, where the proxy does not remove the path. Without one, the server
/// is at the root. With one, it is at both, so that health is found without the proxy.
/// </summary>
internal static partial class PathPrefix
{
    /// <summary>Reads the path of a setting.</summary>
    /// <exception cref="SettingException">It is no such path.</exception>
    public static PathString Parse(string setting, string path) => Form().IsMatch(path)
        ? new PathString(path)
        : throw new SettingException(
            $"The setting {setting} must be a path such as /chat, "
            + $"which begins with a slash and does not end with one; it is '{path}'.");

    // Segments of characters that nobody escapes (RFC 3986, section 2.3), none of which is "." or "..".
    [GeneratedRegex(@"\A(/(?!\.{1,2}(/|\z))[A-Za-z0-9._~-]+)+\z")]
    private static partial Regex Form();
}
