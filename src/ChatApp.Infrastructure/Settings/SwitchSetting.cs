namespace ChatApp.Infrastructure.Settings;

/// <summary>A switch.</summary>
/// <param name="Key">Its name in the configuration.</param>
/// <param name="DefaultValue">Its value when it is not set.</param>
/// <param name="Meaning">What it switches on.</param>
public sealed record SwitchSetting(string Key, bool DefaultValue, string Meaning)
    : Setting(Key, Meaning, DefaultValue ? "true" : "false", "true, false")
{
    /// <summary>Its value.</summary>
    /// <exception cref="SettingException">It is neither true nor false.</exception>
    public bool Read(IConfiguration configuration) =>
        TextOf(configuration, Key) is not { } text ? DefaultValue
        : bool.TryParse(text, out var value) ? value
        : throw new SettingException($"The setting {Name} must be true or false; it is '{text}'.");
}
