using ChatApp.Infrastructure.Settings;

namespace ChatApp.Api.RateLimiting;

/// <summary>
/// How often something may be done, but for sending (contract, section 1). Each rate is a bucket that holds
/// <c>Burst</c> and refills steadily.
/// </summary>
/// <param name="Enabled">Whether there are limits at all.</param>
/// <param name="ReadsPerSecond">Reads of one user over REST, and sockets that it opens.</param>
/// <param name="ReadsBurst">Size of that bucket.</param>
/// <param name="SearchesPerSecond">Searches for users of one user.</param>
/// <param name="SearchesBurst">Size of that bucket.</param>
/// <param name="RegistrationsPerMinute">Registrations from one address.</param>
/// <param name="RegistrationsBurst">Size of that bucket.</param>
/// <param name="LoginsPerMinute">Logins, and changes of passwords, from one address.</param>
/// <param name="LoginsBurst">Size of that bucket.</param>
/// <param name="RefreshesPerMinute">Refreshes from one address: apart from logins, so that guessing does not end anybody's session.</param>
/// <param name="RefreshesBurst">Size of that bucket.</param>
/// <param name="HandshakesPerMinute">Handshakes of sockets without a good token, from one address.</param>
/// <param name="HandshakesBurst">Size of that bucket.</param>
/// <param name="AnonymousPerMinute">
/// Requests without a good token, from one address, that no other limit counts; those about health are counted apart.
/// </param>
/// <param name="AnonymousBurst">Size of that bucket.</param>
/// <param name="RefusalsBeforeClose">Frames in a row that may be refused before their socket is closed with 4029.</param>
internal sealed record RateLimitSettings(
    bool Enabled,
    int ReadsPerSecond,
    int ReadsBurst,
    int SearchesPerSecond,
    int SearchesBurst,
    int RegistrationsPerMinute,
    int RegistrationsBurst,
    int LoginsPerMinute,
    int LoginsBurst,
    int RefreshesPerMinute,
    int RefreshesBurst,
    int HandshakesPerMinute,
    int HandshakesBurst,
    int AnonymousPerMinute,
    int AnonymousBurst,
    int RefusalsBeforeClose)
{
    private const int Most = 1_000_000;

    public static RateLimitSettings Read(SettingsReader settings)
    {
        int Rate(string name, int defaultValue) => settings.WholeNumber($"RateLimits:{name}", defaultValue, min: 1, max: Most);

        return new RateLimitSettings(
            settings.Switch("RateLimits:Enabled", true),
            Rate(nameof(ReadsPerSecond), 500),
            Rate(nameof(ReadsBurst), 5_000),
            Rate(nameof(SearchesPerSecond), 5),
            Rate(nameof(SearchesBurst), 20),
            Rate(nameof(RegistrationsPerMinute), 120),
            Rate(nameof(RegistrationsBurst), 600),
            Rate(nameof(LoginsPerMinute), 300),
            Rate(nameof(LoginsBurst), 1_200),
            Rate(nameof(RefreshesPerMinute), 600),
            Rate(nameof(RefreshesBurst), 2_400),
            Rate(nameof(HandshakesPerMinute), 300),
            Rate(nameof(HandshakesBurst), 600),
            Rate(nameof(AnonymousPerMinute), 6_000),
            Rate(nameof(AnonymousBurst), 3_000),
            Rate(nameof(RefusalsBeforeClose), 100));
    }
}
