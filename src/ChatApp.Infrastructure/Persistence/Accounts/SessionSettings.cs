using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>Limits of the number and retention of sessions.</summary>
/// <param name="MostPerUser">
/// Maximum number of open sessions of one user; a further login ends the least recently used one.
/// </param>
/// <param name="Retention">How long a session stays in the database after it has ended or expired.</param>
internal sealed record SessionSettings(int MostPerUser, TimeSpan Retention)
{
    public static SessionSettings Read(IConfiguration configuration) => new(
        Tokens.SessionsPerUser.Read(configuration), TimeSpan.FromDays(Tokens.RetentionDays.Read(configuration)));
}
