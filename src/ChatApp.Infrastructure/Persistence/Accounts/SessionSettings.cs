using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>How many sessions are kept, and for how long.</summary>
/// <param name="MostPerUser">Sessions of one user that go on; with one more, the least recently used ends.</param>
/// <param name="Retention">How long a session is kept after it has ended or expired.</param>
internal sealed record SessionSettings(int MostPerUser, TimeSpan Retention)
{
    public static SessionSettings Read(IConfiguration configuration) => new(
        Tokens.SessionsPerUser.Read(configuration), TimeSpan.FromDays(Tokens.RetentionDays.Read(configuration)));
}
