using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>How often passwords may be wrong.</summary>
/// <param name="Enabled">Whether there are limits at all.</param>
/// <param name="Own">For one name from one address, or from one device that has logged in before.</param>
/// <param name="Address">From one address, whatever the name.</param>
/// <param name="Name">For one name, from all addresses from which nobody has lately logged in by it.</param>
internal sealed record GuessSettings(bool Enabled, AttemptLimit Own, AttemptLimit Address, AttemptLimit Name)
{
    private const int Most = 1_000_000;

    public static GuessSettings Read(SettingsReader settings)
    {
        AttemptLimit Limit(string name, int perHour, int burst) => new(
            settings.WholeNumber($"RateLimits:{name}Burst", burst, min: 1, max: Most),
            TimeSpan.FromHours(1) / settings.WholeNumber($"RateLimits:{name}PerHour", perHour, min: 1, max: Most));

        return new GuessSettings(
            settings.Switch("RateLimits:Enabled", true),
            Limit("Failures", 60, 20),
            Limit("AddressFailures", 1_200, 100),
            Limit("AccountFailures", 360, 50));
    }
}
