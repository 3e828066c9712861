using System.Text.RegularExpressions;
using ChatApp.Application.Common;

namespace ChatApp.Api.Addresses;

/// <summary>
/// The path prefix under which a proxy forwards requests, if the proxy does not remove it. Without a prefix, the server
/// is at the root. With one, it is at both places, so that health checks also work without the proxy.
/// </summary>
/// <param name="Path">The prefix, such as <c>/chat</c>, or empty.</param>
internal sealed partial record PathPrefix(PathString Path)
{
    /// <summary>Reads the prefix from a setting.</summary>
    /// <exception cref="SettingException">The text is not a valid prefix.</exception>
    public static PathPrefix Parse(string setting, string path) => Form().IsMatch(path)
        ? new PathPrefix(path)
        : throw new SettingException(
            $"The setting {setting} must be a path such as /chat: "
            + $"it must begin with a slash and not end with one; it is '{path}'.");

    /// <summary>Removes the prefix from each request that has it, and keeps it as the path base.</summary>
    public void Use(IApplicationBuilder app)
    {
        if (Path.HasValue)
        {
            app.UsePathBase(Path);
        }
    }

    // Segments of unreserved characters (RFC 3986, section 2.3), except "." and "..".
    [GeneratedRegex(@"\A(/(?!\.{1,2}(/|\z))[A-Za-z0-9._~-]+)+\z")]
    private static partial Regex Form();
}
