using ChatApp.Domain.Sessions;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Security;

/// <summary>How tokens are made (contract, section 8).</summary>
/// <param name="Issuer">The <c>iss</c> of access tokens.</param>
/// <param name="Audience">The <c>aud</c> of access tokens.</param>
/// <param name="AccessTokenLifetime">How long an access token is good for.</param>
/// <param name="SessionLifetime">How long a session goes on without a refresh, and in all.</param>
internal sealed record JwtSettings(
    string Issuer, string Audience, TimeSpan AccessTokenLifetime, SessionLifetime SessionLifetime)
{
    private const int MostDays = 3_650;

    public static JwtSettings Read(SettingsReader settings) => new(
        settings.Text("Jwt:Issuer") ?? "chatapp",
        settings.Text("Jwt:Audience") ?? "chatapp",
        TimeSpan.FromMinutes(settings.WholeNumber("Jwt:AccessTokenMinutes", 15, min: 1, max: 24 * 60)),
        new SessionLifetime(
            TimeSpan.FromDays(settings.WholeNumber("Jwt:RefreshTokenDays", 30, min: 1, max: MostDays)),
            TimeSpan.FromDays(settings.WholeNumber("Jwt:SessionDays", 365, min: 1, max: MostDays))));
}
