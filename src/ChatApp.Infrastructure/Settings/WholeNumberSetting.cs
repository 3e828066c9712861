using System.Globalization;

namespace ChatApp.Infrastructure.Settings;

/// <summary>A whole number within bounds.</summary>
/// <param name="Key">Its name in the configuration.</param>
/// <param name="DefaultValue">Its value when it is not set.</param>
/// <param name="Min">The least value.</param>
/// <param name="Max">The greatest value.</param>
/// <param name="Meaning">What it sets.</param>
public sealed record WholeNumberSetting(string Key, int DefaultValue, int Min, int Max, string Meaning)
    : Setting(Key, Meaning, $"{DefaultValue}", $"{Min} to {Max}")
{
    /// <summary>Its value.</summary>
    /// <exception cref="SettingException">It is no number within the bounds.</exception>
    public int Read(IConfiguration configuration) =>
        TextOf(configuration, Key) is not { } text ? DefaultValue
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= Min
            && value <= Max ? value
        : throw new SettingException(
            $"The setting {Name} must be a whole number from {Min} to {Max}; it is '{text}'.");
}
