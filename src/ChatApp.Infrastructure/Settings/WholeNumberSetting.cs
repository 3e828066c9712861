namespace ChatApp.Infrastructure.Settings;

/// <summary>A whole number within bounds.</summary>
public sealed record WholeNumberSetting(string Key, int DefaultValue, int Min, int Max, string Meaning)
    : Setting(Key, Meaning, $"{DefaultValue}", $"{Min} to {Max}")
{
    /// <summary>Reads the value.</summary>
    /// <exception cref="SettingException">The value is not a whole number within the bounds.</exception>
    public int Read(IConfiguration configuration) =>
        TextOf(configuration, Key) is not { } text ? DefaultValue
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= Min
            && value <= Max ? value
        : throw new SettingException($"The setting {Name} must be a whole number from {Min} to {Max}; it is '{text}'.");
}
