using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <param name="MostPerUser">Open sessions of one user; a further login ends the least recently used.</param>
/// <param name="Retention">How long an ended or expired session stays in the database.</param>
internal sealed record SessionSettings(int MostPerUser, TimeSpan Retention)
{
    public static SessionSettings Read(IConfiguration configuration) => new(
        Tokens.SessionsPerUser.Read(configuration), TimeSpan.FromDays(Tokens.RetentionDays.Read(configuration)));
}
