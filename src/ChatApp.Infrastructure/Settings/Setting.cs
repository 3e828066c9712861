namespace ChatApp.Infrastructure.Settings;

/// <summary>
/// An entry in the catalogue of settings, for <c>--help</c>, the check of names, docs/settings.md, and its value.
/// </summary>
/// <param name="Key">The key in the configuration: <c>Section:Name</c>.</param>
/// <param name="Meaning">What it sets, as plain text without markup.</param>
/// <param name="Default">The default, as the documentation shows it.</param>
/// <param name="Values">The accepted values, as the documentation shows them.</param>
public abstract record Setting(string Key, string Meaning, string Default, string Values)
{
    /// <summary>The keys in the configuration.</summary>
    public virtual IReadOnlyList<string> Keys => [Key];

    /// <summary>The names in the environment, as the documentation shows them.</summary>
    public virtual IReadOnlyList<string> Names
    {
        get => field ?? [.. Keys.Select(EnvironmentName)];
        init;
    }

    /// <summary>The name in the environment, for messages.</summary>
    public string Name => EnvironmentName(Key);

    /// <summary>The name in the environment of a configuration key.</summary>
    public static string EnvironmentName(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>Whether this entry reads a configuration key.</summary>
    public virtual bool Covers(string key) => Keys.Contains(key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The text of a key; null if it is missing or empty.</summary>
    private protected static string? TextOf(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } text ? text : null;
}
