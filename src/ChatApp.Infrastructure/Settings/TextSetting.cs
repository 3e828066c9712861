namespace ChatApp.Infrastructure.Settings;

/// <summary>A text with a default.</summary>
/// <param name="Key">The key in the configuration.</param>
/// <param name="DefaultValue">The default.</param>
/// <param name="Meaning">What it sets.</param>
public sealed record TextSetting(string Key, string DefaultValue, string Meaning)
    : Setting(Key, Meaning, DefaultValue, "text")
{
    /// <summary>Reads the value.</summary>
    public string Read(IConfiguration configuration) => TextOf(configuration, Key) ?? DefaultValue;
}
