using ChatApp.Application.Common;
using ChatApp.Application.RateLimiting;
using ChatApp.Domain.Sessions;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Security;
using ChatApp.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;

namespace ChatApp.Infrastructure.Tests.Settings;

internal sealed class SettingTests
{
    private static readonly WholeNumberSetting Number = new("A:B", 15, 1, 60, "a number");
    private static readonly SwitchSetting Switch = new("A:B", DefaultValue: true, "a switch");
    private static readonly ChoiceSetting Choice = new("A:B", "open", "exact", "a choice");
    private static readonly ListSetting List = new("A", "a list");
    private static readonly RateSetting Rate = new("A:B", RatePeriod.Minute, 120, 600, "a rate");

    [TestCase(null, 15)]
    [TestCase("", 15)]
    [TestCase("1", 1)]
    [TestCase("60", 60)]
    public void A_whole_number_is_read_or_defaulted(string? text, int value)
    {
        Assert.That(Number.Read(With("A:B", text)), Is.EqualTo(value));
    }

    [TestCase("0")]
    [TestCase("61")]
    [TestCase("-1")]
    [TestCase("1.5")]
    [TestCase("1e1")]
    [TestCase("many")]
    [TestCase("99999999999")]
    public void An_invalid_number_is_reported_with_its_environment_name(string text)
    {
        Assert.That(
            () => Number.Read(With("A:B", text)),
            Throws.TypeOf<SettingException>().With.Message.Contains("A__B").And.Message.Contains($"'{text}'"));
    }

    [TestCase(null, true)]
    [TestCase("", true)]
    [TestCase("true", true)]
    [TestCase("False", false)]
    public void A_switch_is_read_or_defaulted(string? text, bool value)
    {
        Assert.That(Switch.Read(With("A:B", text)), Is.EqualTo(value));
    }

    [TestCase("1")]
    [TestCase("yes")]
    public void An_invalid_switch_is_reported(string text)
    {
        Assert.That(
            () => Switch.Read(With("A:B", text)), Throws.TypeOf<SettingException>().With.Message.Contains("A__B"));
    }

    [Test]
    public void A_list_is_read_in_order_without_empty_entries()
    {
        var settings = With(("A:0", "https://one.example"), ("A:1", ""), ("A:2", "https://two.example"));

        Assert.That(List.Read(settings), Is.EqualTo(new[] { "https://one.example", "https://two.example" }));
        Assert.That((List with { Key = "B" }).Read(settings), Is.Empty);
    }

    [TestCase(null, true)]
    [TestCase("", true)]
    [TestCase("open", true)]
    [TestCase("Exact", false)]
    public void One_of_two_words_is_read_in_any_case_or_defaults_to_the_first(string? text, bool isFirst)
    {
        Assert.That(Choice.IsFirst(With("A:B", text)), Is.EqualTo(isFirst));
    }

    [TestCase("closed")]
    [TestCase("0")]
    [TestCase("open,exact")]
    public void An_invalid_word_is_reported_with_the_allowed_ones(string text)
    {
        Assert.That(
            () => Choice.IsFirst(With("A:B", text)),
            Throws.TypeOf<SettingException>().With.Message.EqualTo(
                $"The setting A__B must be open or exact; it is '{text}'."));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("admin", "admin")]
    [TestCase("admin, root,,support ", "admin", "root", "support")]
    public void A_list_can_be_a_comma_separated_text(string? text, params string[] names)
    {
        var list = List with { TakesCommas = true };

        Assert.That(list.Read(With("A", text)), Is.EqualTo(names));
        Assert.That(list.Read(With("A:0", "listed")), Is.EqualTo(new[] { "listed" }));
    }

    [Test]
    public void A_rate_has_two_settings()
    {
        Assert.That(Rate.Read(With("A:B", null)), Is.EqualTo(new RateLimit(600, TimeSpan.FromSeconds(0.5))));
        Assert.That(
            Rate.Read(With(("A:BPerMinute", "60"), ("A:BBurst", "3"))),
            Is.EqualTo(new RateLimit(3, TimeSpan.FromSeconds(1))));
        Assert.That(
            () => Rate.Read(With("A:BPerMinute", "0")),
            Throws.TypeOf<SettingException>().With.Message.Contains("A__BPerMinute"));
        Assert.That(
            () => Rate.Read(With("A:BBurst", "1000001")),
            Throws.TypeOf<SettingException>().With.Message.Contains("A__BBurst"));
    }

    [Test]
    public void A_setting_covers_its_own_keys_and_no_others()
    {
        Assert.That(new[] { "A:B", "a:b" }.Select(Number.Covers), Is.All.True);
        Assert.That(new[] { "A", "A:B:0", "A:B:C", "A:BC" }.Select(Number.Covers), Is.All.False);
        Assert.That(new[] { "A", "A:0", "A:12" }.Select(List.Covers), Is.All.True);
        Assert.That(new[] { "A:B", "A:0:1" }.Select(List.Covers), Is.All.False);
        Assert.That(new[] { "A:BPerMinute", "A:BBurst" }.Select(Rate.Covers), Is.All.True);
        Assert.That(Rate.Covers("A:B"), Is.False);
        Assert.That(new FrameworkSetting("Logging", "Logging__X", "levels").Covers("Logging:LogLevel:X"), Is.True);
    }

    [Test]
    public void An_invalid_connection_string_is_reported()
    {
        Assert.That(
            () => DatabaseSettings.Read(With("ConnectionStrings:Postgres", "Hoost=nowhere")),
            Throws.TypeOf<SettingException>().With.Message.Contains("ConnectionStrings__Postgres"));
    }

    [Test]
    public void Token_lifetimes_are_those_of_the_contract()
    {
        var settings = JwtSettings.Read(With("A:B", null));

        Assert.That(
            (settings.AccessTokenLifetime, settings.SessionLifetime),
            Is.EqualTo((TimeSpan.FromMinutes(15), new SessionLifetime(TimeSpan.FromDays(30), TimeSpan.FromDays(365)))));
    }

    [Test]
    public void Production_uses_the_full_work_factor()
    {
        var settings = With("Passwords:WorkFactor", "4");

        Assert.That(
            () => PasswordSettings.Read(settings, isProduction: true),
            Throws.TypeOf<SettingException>().With.Message.Contains("from 10 to 16"));
        Assert.That(PasswordSettings.Read(settings, isProduction: false).WorkFactor, Is.EqualTo(4));
    }

    private static IConfiguration With(string key, string? value) => With((key, value));

    private static IConfiguration With(params (string Key, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
        .Build();
}
