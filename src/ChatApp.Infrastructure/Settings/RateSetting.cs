namespace ChatApp.Infrastructure.Settings;

/// <summary>A rate in two settings: the number per period, and the burst.</summary>
/// <param name="Key">The common start of both keys in the configuration.</param>
/// <param name="Period">The period.</param>
/// <param name="PerPeriod">The default number per period.</param>
/// <param name="Burst">The default burst: the number allowed at once.</param>
/// <param name="Meaning">What is counted.</param>
public sealed record RateSetting(string Key, RatePeriod Period, int PerPeriod, int Burst, string Meaning)
    : Setting(Key, Meaning, $"{PerPeriod}, {Burst}", $"1 to {Most}")
{
    private const int Most = 1_000_000;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => [$"{Key}Per{Period}", $"{Key}Burst"];

    /// <summary>Reads the value.</summary>
    /// <exception cref="SettingException">One of the two values is not a whole number within the bounds.</exception>
    public RateLimit Read(IConfiguration configuration)
    {
        var perPeriod = new WholeNumberSetting(Keys[0], PerPeriod, Min: 1, Most, Meaning).Read(configuration);
        var burst = new WholeNumberSetting(Keys[1], Burst, Min: 1, Most, Meaning).Read(configuration);
        return new RateLimit(burst, TimeSpan.FromSeconds(Math.Pow(60, (int)Period)) / perPeriod);
    }
}
