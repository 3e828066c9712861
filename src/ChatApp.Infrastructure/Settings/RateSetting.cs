namespace ChatApp.Infrastructure.Settings;

/// <summary>A rate in two settings: the number per period, and the burst.</summary>
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

/// <summary>The period of a rate, 60 times the previous one, and part of a setting's name.</summary>
public enum RatePeriod
{
    /// <summary>A second.</summary>
    Second,

    /// <summary>A minute.</summary>
    Minute,

    /// <summary>An hour.</summary>
    Hour,
}
