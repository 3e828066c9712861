namespace ChatApp.Infrastructure.Settings;

/// <summary>A text that need not be set.</summary>
/// <param name="Key">Its name in the configuration.</param>
/// <param name="Meaning">What it sets.</param>
public sealed record OptionalTextSetting(string Key, string Meaning) : Setting(Key, Meaning, "none", "text")
{
    /// <summary>Its value, or null when it is not set or empty.</summary>
    public string? Read(IConfiguration configuration) => TextOf(configuration, Key);
}
