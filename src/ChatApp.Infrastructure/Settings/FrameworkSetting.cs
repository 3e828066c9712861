namespace ChatApp.Infrastructure.Settings;

/// <summary>A setting, or a whole section, that the framework or a library reads.</summary>
/// <param name="Key">Its first part in the configuration.</param>
/// <param name="EnvironmentNames">Its names as documents show them, with commas between them.</param>
/// <param name="Meaning">What it sets.</param>
/// <param name="Default">What applies when it is not set.</param>
/// <param name="Values">The values that it takes.</param>
public sealed record FrameworkSetting(
    string Key, string EnvironmentNames, string Meaning, string Default = "none", string Values = "text")
    : Setting(Key, Meaning, Default, Values)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => EnvironmentNames.Split(", ");

    /// <inheritdoc/>
    public override bool Covers(string key) => base.Covers(key.Split(':')[0]);
}
