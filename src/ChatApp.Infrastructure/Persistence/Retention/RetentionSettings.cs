using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Persistence.Retention;

/// <param name="Messages">How long messages are kept; null for ever.</param>
/// <param name="Events">How long events are kept, at most as long as messages; null for ever.</param>
internal sealed record RetentionSettings(TimeSpan? Messages, TimeSpan? Events)
{
    /// <exception cref="SettingException">Events would be kept longer than the messages that they show.</exception>
    public static RetentionSettings Read(IConfiguration configuration)
    {
        var messages = InfrastructureSettings.Retention.MessageDays.Read(configuration);
        var events = InfrastructureSettings.Retention.EventDays.Read(configuration);
        if (messages > 0 && events > messages)
        {
            throw new SettingException(
                $"The setting {InfrastructureSettings.Retention.EventDays.Name} must not be greater than "
                + $"{InfrastructureSettings.Retention.MessageDays.Name} ({messages}), since an event shows its "
                + $"message; it is '{events}'.");
        }

        return new RetentionSettings(AgeOf(messages), AgeOf(events > 0 ? events : messages));
    }

    private static TimeSpan? AgeOf(int days) => days > 0 ? TimeSpan.FromDays(days) : null;
}
