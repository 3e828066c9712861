namespace ChatApp.Infrastructure.Settings;

/// <summary>A setting that is true or false.</summary>
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
