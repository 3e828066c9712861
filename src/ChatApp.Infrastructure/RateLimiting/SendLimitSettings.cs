using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>How much a user may send.</summary>
/// <param name="Enabled">Whether sending is limited at all.</param>
/// <param name="Frames">Messages, other frames and calls of one user, over REST and all sockets.</param>
/// <param name="MessagesToOne">Messages of one user to one other user.</param>
/// <param name="BytesPerMessage">
/// UTF-8 bytes that count as one message. A longer text counts as several messages, rounded up. The minimum of 100
/// ensures that the longest text costs about 100 messages and fits into a bucket.
/// </param>
/// <param name="NewConversations">Conversations that one user starts.</param>
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
