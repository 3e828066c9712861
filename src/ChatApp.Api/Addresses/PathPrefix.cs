using System.Text.RegularExpressions;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Api.Addresses;

/// <summary>
/// The path below which a proxy passes requests on, where it does not take the path away itself. Without one, the
/// server is at the root; with one, it is at both, so that health is found by whoever does not come through the proxy.
/// </summary>
/// <param name="Path">Such as <c>/chat</c>, or empty.</param>
internal sealed partial record PathPrefix(PathString Path)
{
    private const string Key = "Server:PathBase";

    /// <exception cref="SettingException">It is no such path.</exception>
    public static PathPrefix Read(SettingsReader settings) => settings.Text(Key) switch
    {
        null => new PathPrefix(PathString.Empty),
        var path when Form().IsMatch(path) => new PathPrefix(path),
        var path => throw new SettingException(
            $"The setting {SettingsReader.EnvironmentName(Key)} must be a path such as /chat, "
            + $"which begins with a slash and does not end with one; it is '{path}'."),
    };

    /// <summary>Takes it off each request that has it, and remembers it there.</summary>
    public void Use(IApplicationBuilder app)
    {
        if (Path.HasValue)
        {
            app.UsePathBase(Path);
        }
    }

    // Segments of characters that nobody escapes (RFC 3986, section 2.3), none of which is "." or "..".
    [GeneratedRegex(@"\A(/(?!\.{1,2}(/|\z))[A-Za-z0-9._~-]+)+\z")]
    private static partial Regex Form();
}
