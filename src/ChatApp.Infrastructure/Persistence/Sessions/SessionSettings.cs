using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Persistence.Sessions;

/// <summary>How many sessions are kept, and for how long.</summary>
/// <param name="MostPerUser">Sessions of one user that go on; with one more, the least recently used ends.</param>
/// <param name="Retention">How long a session is kept after it has ended or expired.</param>
internal sealed record SessionSettings(int MostPerUser, TimeSpan Retention)
{
    internal static SessionSettings Read(SettingsReader settings) => new(
        settings.WholeNumber("Limits:SessionsPerUser", 100, min: 1, max: 10_000),
        TimeSpan.FromDays(settings.WholeNumber("Sessions:RetentionDays", 30, min: 1, max: 3_650)));
}
