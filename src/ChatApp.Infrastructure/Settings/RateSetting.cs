using ChatApp.Application.RateLimiting;

namespace ChatApp.Infrastructure.Settings;

/// <summary>A rate, in two settings: how many in a period, and how many at once.</summary>
/// <param name="Key">What both names begin with.</param>
/// <param name="Period">The period.</param>
/// <param name="PerPeriod">How many in a period when it is not set.</param>
/// <param name="Burst">How many at once when it is not set.</param>
/// <param name="Meaning">What is counted.</param>
public sealed record RateSetting(string Key, RatePeriod Period, int PerPeriod, int Burst, string Meaning)
    : Setting(Key, Meaning, $"{PerPeriod}, {Burst}", $"1 to {Most}")
{
    private const int Most = 1_000_000;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => [$"{Key}Per{Period}", $"{Key}Burst"];

    /// <summary>Its value.</summary>
    /// <exception cref="SettingException">One of the two is no number within the bounds.</exception>
    public RateLimit Read(IConfiguration configuration)
    {
        var perPeriod = new WholeNumberSetting(Keys[0], PerPeriod, Min: 1, Most, Meaning).Read(configuration);
        var burst = new WholeNumberSetting(Keys[1], Burst, Min: 1, Most, Meaning).Read(configuration);
        return new RateLimit(burst, TimeSpan.FromSeconds(Math.Pow(60, (int)Period)) / perPeriod);
    }
}
