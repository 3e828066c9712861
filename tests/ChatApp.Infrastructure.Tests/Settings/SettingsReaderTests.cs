using ChatApp.Domain.Sessions;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Security;
using ChatApp.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;

namespace ChatApp.Infrastructure.Tests.Settings;

internal sealed class SettingsReaderTests
{
    [TestCase(null, 15)]
    [TestCase("", 15)]
    [TestCase("1", 1)]
    [TestCase("60", 60)]
    public void A_whole_number_is_read_or_has_its_default(string? text, int value)
    {
        Assert.That(Reader("A:B", text).WholeNumber("A:B", 15, min: 1, max: 60), Is.EqualTo(value));
    }

    [TestCase("0")]
    [TestCase("61")]
    [TestCase("-1")]
    [TestCase("1.5")]
    [TestCase("1e1")]
    [TestCase("many")]
    [TestCase("99999999999")]
    public void A_number_that_is_impossible_is_named_as_in_the_environment(string text)
    {
        Assert.That(
            () => Reader("A:B", text).WholeNumber("A:B", 15, min: 1, max: 60),
            Throws.TypeOf<SettingException>().With.Message.Contains("A__B").And.Message.Contains($"'{text}'"));
    }

    [TestCase(null, true)]
    [TestCase("", true)]
    [TestCase("true", true)]
    [TestCase("False", false)]
    public void A_switch_is_read_or_has_its_default(string? text, bool value)
    {
        Assert.That(Reader("A:B", text).Switch("A:B", defaultValue: true), Is.EqualTo(value));
    }

    [TestCase("1")]
    [TestCase("yes")]
    public void A_switch_that_is_neither_is_named(string text)
    {
        Assert.That(
            () => Reader("A:B", text).Switch("A:B", defaultValue: true),
            Throws.TypeOf<SettingException>().With.Message.Contains("A__B"));
    }

    [Test]
    public void A_list_is_read_in_order_without_empty_entries()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["A:0"] = "https://one.example",
            ["A:1"] = "",
            ["A:2"] = "https://two.example",
        }).Build();

        Assert.That(new SettingsReader(configuration).List("A"), Is.EqualTo(new[] { "https://one.example", "https://two.example" }));
        Assert.That(new SettingsReader(configuration).List("B"), Is.Empty);
    }

    [TestCase(null, "open")]
    [TestCase("", "open")]
    [TestCase("open", "open")]
    [TestCase("Exact", "exact")]
    public void One_of_some_words_is_read_in_any_case_or_is_the_first(string? text, string word)
    {
        Assert.That(Reader("A:B", text).OneOf("A:B", "open", "exact"), Is.EqualTo(word));
    }

    [TestCase("closed")]
    [TestCase("0")]
    [TestCase("open,exact")]
    public void A_word_that_is_none_of_them_is_named_with_those_there_are(string text)
    {
        Assert.That(
            () => Reader("A:B", text).OneOf("A:B", "open", "exact"),
            Throws.TypeOf<SettingException>().With.Message.EqualTo(
                $"The setting A__B must be open or exact; it is '{text}'."));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("admin", "admin")]
    [TestCase("admin, root,,support ", "admin", "root", "support")]
    public void Names_stand_in_one_text_with_commas(string? text, params string[] names)
    {
        Assert.That(Reader("A:B", text).Names("A:B"), Is.EqualTo(names));
        Assert.That(Reader("A:B:0", "listed").Names("A:B"), Is.EqualTo(new[] { "listed" }));
    }

    [Test]
    public void A_connection_string_that_is_none_is_named()
    {
        Assert.That(
            () => DatabaseSettings.Read(Reader("ConnectionStrings:Postgres", "Hoost=nowhere")),
            Throws.TypeOf<SettingException>().With.Message.Contains("ConnectionStrings__Postgres"));
    }

    [Test]
    public void Tokens_live_as_long_as_the_contract_says()
    {
        var settings = JwtSettings.Read(Reader("A:B", null));

        Assert.That(
            (settings.AccessTokenLifetime, settings.SessionLifetime),
            Is.EqualTo((TimeSpan.FromMinutes(15), new SessionLifetime(TimeSpan.FromDays(30), TimeSpan.FromDays(365)))));
    }

    [Test]
    public void Production_hashes_passwords_slowly()
    {
        Assert.That(() => PasswordSettings.Read(Reader("Passwords:WorkFactor", "4"), isProduction: true), Throws.TypeOf<SettingException>());
        Assert.That(PasswordSettings.Read(Reader("Passwords:WorkFactor", "4"), isProduction: false).WorkFactor, Is.EqualTo(4));
    }

    private static SettingsReader Reader(string key, string? value) => new(
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, value)]).Build());
}
