namespace ChatApp.Infrastructure.Settings;

/// <summary>A choice between two words, case-insensitive; the first is the default.</summary>
public sealed record ChoiceSetting(string Key, string First, string Second, string Meaning)
    : Setting(Key, Meaning, First, $"{First}, {Second}")
{
    /// <summary>Whether the first word is chosen.</summary>
    /// <exception cref="SettingException">The value is neither of the words.</exception>
    public bool IsFirst(IConfiguration configuration)
    {
        var text = TextOf(configuration, Key) ?? First;
        var isFirst = text.Equals(First, StringComparison.OrdinalIgnoreCase);
        return isFirst || text.Equals(Second, StringComparison.OrdinalIgnoreCase)
            ? isFirst
            : throw new SettingException($"The setting {Name} must be {First} or {Second}; it is '{text}'.");
    }
}
