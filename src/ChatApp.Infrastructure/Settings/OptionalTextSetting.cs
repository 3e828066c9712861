namespace ChatApp.Infrastructure.Settings;

/// <summary>An optional text.</summary>
/// <param name="Key">The key in the configuration.</param>
/// <param name="Meaning">What it sets.</param>
public sealed record OptionalTextSetting(string Key, string Meaning) : Setting(Key, Meaning, "none", "text")
{
    /// <summary>The value; null if the setting is missing or empty.</summary>
    public string? Read(IConfiguration configuration) => TextOf(configuration, Key);
}
