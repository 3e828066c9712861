using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>Limits for wrong passwords.</summary>
/// <param name="Enabled">Whether wrong passwords are limited at all.</param>
/// <param name="Own">For one name from one address, or from one device that has logged in before.</param>
/// <param name="Address">From one address, for all names together.</param>
/// <param name="Name">For one name, from all addresses without a recent login by that name.</param>
internal sealed record GuessSettings(bool Enabled, RateLimit Own, RateLimit Address, RateLimit Name)
{
    public static GuessSettings Read(IConfiguration configuration) => new(
        Rates.Enabled.Read(configuration),
        Rates.Failures.Read(configuration),
        Rates.AddressFailures.Read(configuration),
        Rates.AccountFailures.Read(configuration));
}
