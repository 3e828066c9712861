using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ChatApp.Infrastructure.Settings;

/// <summary>Reads settings one by one, so that an impossible value stops the start with a sentence that names it.</summary>
/// <param name="configuration">All settings.</param>
public sealed class SettingsReader(IConfiguration configuration)
{
    /// <summary>A text, or null when it is not set or empty.</summary>
    public string? Text(string key) => configuration[key] is { Length: > 0 } value ? value : null;

    /// <summary>A whole number within bounds.</summary>
    /// <exception cref="SettingException">It is no such number.</exception>
    public int WholeNumber(string key, int defaultValue, int min, int max)
    {
        if (Text(key) is not { } text)
        {
            return defaultValue;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new SettingException($"The setting {EnvironmentName(key)} must be a whole number from {min} to {max}; it is '{text}'.");
    }

    /// <summary>A switch.</summary>
    /// <exception cref="SettingException">It is neither true nor false.</exception>
    public bool Switch(string key, bool defaultValue)
    {
        if (Text(key) is not { } text)
        {
            return defaultValue;
        }

        return bool.TryParse(text, out var value)
            ? value
            : throw new SettingException($"The setting {EnvironmentName(key)} must be true or false; it is '{text}'.");
    }

    /// <summary>One of some words, in any case.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="words">The words. The first one is the default.</param>
    /// <exception cref="SettingException">It is none of them.</exception>
    public string OneOf(string key, params string[] words)
    {
        if (Text(key) is not { } text)
        {
            return words[0];
        }

        return words.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new SettingException(
                $"The setting {EnvironmentName(key)} must be {string.Join(" or ", words)}; it is '{text}'.");
    }

    /// <summary>A list of names: one text with commas between them, or as <see cref="List"/>.</summary>
    public IReadOnlyList<string> Names(string key)
    {
        const StringSplitOptions WithoutBlanks = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        return [.. Text(key)?.Split(',', WithoutBlanks) ?? [], .. List(key)];
    }

    /// <summary>A list of texts: <c>key:0</c>, <c>key:1</c>…</summary>
    public IReadOnlyList<string> List(string key) =>
        [.. configuration.GetSection(key).GetChildren().Select(child => child.Value).OfType<string>().Where(value => value.Length > 0)];

    /// <summary>The name under which a setting is given in the environment.</summary>
    public static string EnvironmentName(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
