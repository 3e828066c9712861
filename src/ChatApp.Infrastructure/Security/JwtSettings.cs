using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Security;

/// <summary>Settings of tokens (contract, section 8).</summary>
/// <param name="Issuer">The <c>iss</c> claim of access tokens.</param>
/// <param name="Audience">The <c>aud</c> claim of access tokens.</param>
/// <param name="AccessTokenLifetime">How long an access token is valid.</param>
/// <param name="SessionLifetime">How long a session lasts without a refresh, and in total.</param>
internal sealed record JwtSettings(
    string Issuer, string Audience, TimeSpan AccessTokenLifetime, SessionLifetime SessionLifetime)
{
    public static JwtSettings Read(IConfiguration configuration) => new(
        Tokens.Issuer.Read(configuration),
        Tokens.Audience.Read(configuration),
        TimeSpan.FromMinutes(Tokens.AccessTokenMinutes.Read(configuration)),
        new SessionLifetime(
            TimeSpan.FromDays(Tokens.RefreshTokenDays.Read(configuration)),
            TimeSpan.FromDays(Tokens.SessionDays.Read(configuration))));
}
