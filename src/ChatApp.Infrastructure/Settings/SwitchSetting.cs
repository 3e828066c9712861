namespace ChatApp.Infrastructure.Settings;

/// <summary>A setting that is true or false.</summary>
/// <param name="Key">The key in the configuration.</param>
/// <param name="DefaultValue">The default.</param>
/// <param name="Meaning">What it switches on.</param>
public sealed record SwitchSetting(string Key, bool DefaultValue, string Meaning)
    : Setting(Key, Meaning, DefaultValue ? "true" : "false", "true, false")
{
    /// <summary>Reads the value.</summary>
    /// <exception cref="SettingException">The value is neither true nor false.</exception>
    public bool Read(IConfiguration configuration) =>
        TextOf(configuration, Key) is not { } text ? DefaultValue
        : bool.TryParse(text, out var value) ? value
        : throw new SettingException($"The setting {Name} must be true or false; it is '{text}'.");
}
