using ChatApp.Application.Common;
using ChatApp.Infrastructure.Persistence.Retention;
using Microsoft.Extensions.Configuration;

namespace ChatApp.Infrastructure.Tests.Persistence.Retention;

internal sealed class RetentionSettingsTests
{
    [TestCase(null, null, null, null, Description = "everything is kept")]
    [TestCase("0", "0", null, null)]
    [TestCase("30", null, 30, 30, Description = "an event shows its message")]
    [TestCase("30", "0", 30, 30)]
    [TestCase("30", "7", 30, 7)]
    [TestCase("30", "30", 30, 30)]
    [TestCase(null, "7", null, 7)]
    public void Events_are_kept_at_most_as_long_as_messages(
        string? messageDays, string? eventDays, int? messages, int? events)
    {
        var settings = Read(messageDays, eventDays);

        Assert.That((settings.Messages?.Days, settings.Events?.Days), Is.EqualTo((messages, events)));
    }

    [TestCase("30", "31", "Retention__EventDays", "Retention__MessageDays (30)")]
    [TestCase("-1", null, "Retention__MessageDays", "'-1'")]
    [TestCase(null, "soon", "Retention__EventDays", "'soon'")]
    [TestCase("3651", null, "Retention__MessageDays", "3650")]
    public void Impossible_settings_are_named(string? messageDays, string? eventDays, params string[] told)
    {
        var refusal = $"{Assert.Throws<SettingException>(() => Read(messageDays, eventDays))}";

        Assert.That(told.Where(text => !refusal.Contains(text, StringComparison.Ordinal)), Is.Empty);
    }

    private static RetentionSettings Read(string? messageDays, string? eventDays) => RetentionSettings.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Retention:MessageDays"] = messageDays,
                ["Retention:EventDays"] = eventDays,
            })
            .Build());
}
