namespace ChatApp.Infrastructure.Settings;

/// <summary>A text with a default.</summary>
public sealed record TextSetting(string Key, string DefaultValue, string Meaning)
    : Setting(Key, Meaning, DefaultValue, "text")
{
    /// <summary>Reads the value.</summary>
    public string Read(IConfiguration configuration) => TextOf(configuration, Key) ?? DefaultValue;
}

/// <summary>An optional text.</summary>
public sealed record OptionalTextSetting(string Key, string Meaning) : Setting(Key, Meaning, "none", "text")
{
    /// <summary>The value; null if the setting is missing or empty.</summary>
    public string? Read(IConfiguration configuration) => TextOf(configuration, Key);
}
