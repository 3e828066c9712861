using ChatApp.Application.RateLimiting;
using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>How much a user may send.</summary>
/// <param name="Enabled">Whether there are limits at all.</param>
/// <param name="Frames">Messages and other frames and calls of one user, over REST and all sockets together.</param>
/// <param name="MessagesToOne">Messages of one user to one other.</param>
/// <param name="BytesPerMessage">
/// A longer text, in UTF-8, counts as several messages: one for each so many bytes, rounded up. It is at least 100, so
/// that the longest text counts as about a hundred messages and not as more than a bucket holds.
/// </param>
/// <param name="NewConversations">Conversations that one user opens.</param>
internal sealed record SendLimitSettings(
    bool Enabled, RateLimit Frames, RateLimit MessagesToOne, int BytesPerMessage, RateLimit NewConversations)
{
    public static SendLimitSettings Read(IConfiguration configuration) => new(
        Rates.Enabled.Read(configuration),
        Rates.Messages.Read(configuration),
        Rates.MessagesToOne.Read(configuration),
        Rates.BytesPerMessage.Read(configuration),
        Rates.NewConversations.Read(configuration));
}
