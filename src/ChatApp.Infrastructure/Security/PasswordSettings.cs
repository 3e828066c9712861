using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Security;

/// <summary>How passwords are hashed.</summary>
/// <param name="WorkFactor">BCrypt's cost: two to this power rounds. 12 takes about a quarter of a second.</param>
/// <param name="HashingThreads">Threads that hash: the most of the processor that a flood of logins can take.</param>
/// <param name="Waiting">
/// Passwords that may wait for such a thread: at a quarter of a second each, the default is half a minute for one.
/// </param>
internal sealed record PasswordSettings(int WorkFactor, int HashingThreads, int Waiting)
{
    private const int LeastSafeWorkFactor = 10;

    public static PasswordSettings Read(IConfiguration configuration, bool isProduction)
    {
        var workFactor = InfrastructureSettings.People.WorkFactor;
        return new PasswordSettings(
            (isProduction ? workFactor with { Min = LeastSafeWorkFactor } : workFactor).Read(configuration),
            InfrastructureSettings.People.HashingThreads.Read(configuration),
            InfrastructureSettings.People.Waiting.Read(configuration));
    }
}
