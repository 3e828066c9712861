using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Security;

/// <summary>Settings of password hashing.</summary>
/// <param name="WorkFactor">The cost of BCrypt: 2 to this power rounds. 12 takes about a quarter of a second.</param>
/// <param name="HashingThreads">The number of hashing threads: the most cores that a flood of logins can use.</param>
/// <param name="Waiting">Maximum number of waiting passwords. By default a full queue takes half a minute.</param>
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
