using System.Text.RegularExpressions;

namespace ChatApp.Api.Addresses;

/// <summary>
/// The path prefix under which a proxy forwards requests, if the proxy does not remove it. Without a prefix, the server
/// is at the root. With one, it is at both places, so that health checks also work without the proxy.
/// </summary>
internal static partial class PathPrefix
{
    /// <exception cref="SettingException">The text is not a valid prefix.</exception>
    public static PathString Parse(string setting, string path) => Form().IsMatch(path)
        ? new PathString(path)
        : throw new SettingException(
            $"The setting {setting} must be a path such as /chat: "
            + $"it must begin with a slash and not end with one; it is '{path}'.");

    // Segments of unreserved characters (RFC 3986, section 2.3), except "." and "..".
    [GeneratedRegex(@"\A(/(?!\.{1,2}(/|\z))[A-Za-z0-9._~-]+)+\z")]
    private static partial Regex Form();
}
