using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Security;

/// <summary>How passwords are hashed.</summary>
/// <param name="WorkFactor">BCrypt's cost: two to this power rounds. 12 takes about a quarter of a second.</param>
/// <param name="HashingThreads">Threads that hash; they are the most of the processor that a flood of logins can take.</param>
/// <param name="Waiting">
/// Passwords that may wait for such a thread: at a quarter of a second each, the default is half a minute for one.
/// </param>
internal sealed record PasswordSettings(int WorkFactor, int HashingThreads, int Waiting)
{
    private const int LeastSafeWorkFactor = 10;

    public static PasswordSettings Read(SettingsReader settings, bool isProduction) => new(
        settings.WholeNumber("Passwords:WorkFactor", 12, min: isProduction ? LeastSafeWorkFactor : 4, max: 16),
        settings.WholeNumber("Passwords:HashingThreads", Math.Max(1, Environment.ProcessorCount - 1), min: 1, max: 64),
        settings.WholeNumber("Passwords:Waiting", 128, min: 1, max: 10_000));
}
