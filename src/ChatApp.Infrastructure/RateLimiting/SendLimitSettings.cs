using ChatApp.Infrastructure.Security.Guessing;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>How much a user may send.</summary>
/// <param name="Enabled">Whether there are limits at all.</param>
/// <param name="Frames">Messages and other frames and calls of one user, over REST and all sockets together.</param>
/// <param name="MessagesToOne">Messages of one user to one other.</param>
/// <param name="BytesPerMessage">
/// A longer text, in UTF-8, counts as several messages: one for each so many bytes begun.
/// </param>
/// <param name="NewConversations">Conversations that one user opens.</param>
internal sealed record SendLimitSettings(
    bool Enabled, AttemptLimit Frames, AttemptLimit MessagesToOne, int BytesPerMessage, AttemptLimit NewConversations)
{
    private const int Most = 1_000_000;

    // A text of the greatest length is to count as a hundred messages or so at most, not as more than a bucket holds.
    private const int FewestBytes = 100;

    public static SendLimitSettings Read(SettingsReader settings)
    {
        AttemptLimit Limit(string name, string rate, TimeSpan period, int perPeriod, int burst) => new(
            settings.WholeNumber($"RateLimits:{name}Burst", burst, min: 1, max: Most),
            period / settings.WholeNumber($"RateLimits:{rate}", perPeriod, min: 1, max: Most));

        return new SendLimitSettings(
            settings.Switch("RateLimits:Enabled", true),
            Limit("Messages", "MessagesPerSecond", TimeSpan.FromSeconds(1), 50, 500),
            Limit("MessagesToOne", "MessagesToOnePerSecond", TimeSpan.FromSeconds(1), 20, 200),
            settings.WholeNumber("RateLimits:BytesPerMessage", 1_000, FewestBytes, Most),
            Limit("NewConversations", "NewConversationsPerHour", TimeSpan.FromHours(1), 60, 60));
    }
}
