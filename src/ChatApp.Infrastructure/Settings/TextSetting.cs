namespace ChatApp.Infrastructure.Settings;

/// <summary>A text that has a default.</summary>
/// <param name="Key">Its name in the configuration.</param>
/// <param name="DefaultValue">Its value when it is not set.</param>
/// <param name="Meaning">What it sets.</param>
public sealed record TextSetting(string Key, string DefaultValue, string Meaning)
    : Setting(Key, Meaning, DefaultValue, "text")
{
    /// <summary>Its value.</summary>
    public string Read(IConfiguration configuration) => TextOf(configuration, Key) ?? DefaultValue;
}
