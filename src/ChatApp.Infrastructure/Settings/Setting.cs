namespace ChatApp.Infrastructure.Settings;

/// <summary>
/// One entry of the catalogue of settings. <c>--help</c>, the check for unknown names and docs/settings.md show it, and
/// each kind of setting reads its own value.
/// </summary>
/// <param name="Key">Its name in the configuration: <c>Section:Name</c>.</param>
/// <param name="Meaning">What it sets, in plain words without markup.</param>
/// <param name="Default">What applies when it is not set, as documents show it.</param>
/// <param name="Values">The values that it takes, as documents show them.</param>
public abstract record Setting(string Key, string Meaning, string Default, string Values)
{
    /// <summary>The keys under which the configuration holds it.</summary>
    public virtual IReadOnlyList<string> Keys => [Key];

    /// <summary>Its names in the environment, as documents show them.</summary>
    public virtual IReadOnlyList<string> Names
    {
        get => field ?? [.. Keys.Select(EnvironmentName)];
        init;
    }

    /// <summary>Its name in the environment, for messages.</summary>
    public string Name => EnvironmentName(Key);

    /// <summary>The name in the environment of a key of the configuration.</summary>
    public static string EnvironmentName(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>Whether this entry reads that key of the configuration.</summary>
    public virtual bool Covers(string key) => Keys.Contains(key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The text of a key, or null when it is not set or empty.</summary>
    private protected static string? TextOf(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } text ? text : null;
}
