namespace ChatApp.Infrastructure.Settings;

/// <summary>A setting, or a whole section, that the framework or a library reads.</summary>
/// <param name="Key">The first part of its key in the configuration.</param>
/// <param name="EnvironmentNames">
/// Its names in the environment as the documentation shows them, separated by commas.
/// </param>
/// <param name="Meaning">What it sets.</param>
/// <param name="Default">The default, as the documentation shows it.</param>
/// <param name="Values">The accepted values, as the documentation shows them.</param>
public sealed record FrameworkSetting(
    string Key, string EnvironmentNames, string Meaning, string Default = "none", string Values = "text")
    : Setting(Key, Meaning, Default, Values)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => EnvironmentNames.Split(", ");

    /// <inheritdoc/>
    public override bool Covers(string key) => base.Covers(key.Split(':')[0]);
}
