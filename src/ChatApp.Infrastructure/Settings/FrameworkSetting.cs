namespace ChatApp.Infrastructure.Settings;

/// <summary>A setting, or a whole section, that the framework or a library reads.</summary>
public sealed record FrameworkSetting(
    string Key, string EnvironmentNames, string Meaning, string Default = "none", string Values = "text")
    : Setting(Key, Meaning, Default, Values)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => EnvironmentNames.Split(", ");

    /// <inheritdoc/>
    public override bool Covers(string key) => base.Covers(key.Split(':')[0]);
}
