using ChatApp.Application.RateLimiting;
using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>How often passwords may be wrong.</summary>
/// <param name="Enabled">Whether there are limits at all.</param>
/// <param name="Own">For one name from one address, or from one device that has logged in before.</param>
/// <param name="Address">From one address, whatever the name.</param>
/// <param name="Name">For one name, from all addresses from which nobody has lately logged in by it.</param>
internal sealed record GuessSettings(bool Enabled, RateLimit Own, RateLimit Address, RateLimit Name)
{
    public static GuessSettings Read(IConfiguration configuration) => new(
        Rates.Enabled.Read(configuration),
        Rates.Failures.Read(configuration),
        Rates.AddressFailures.Read(configuration),
        Rates.AccountFailures.Read(configuration));
}
