using System.Runtime.Versioning;
using System.Text;
using ChatApp.Infrastructure.Security;
using ChatApp.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;

namespace ChatApp.Infrastructure.Tests.Security;

internal sealed class SigningKeyTests
{
    private const string Good = "0123456789abcdef0123456789abcdef";

    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("chatapp-key-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void The_configured_bytes_sign_access_tokens_and_never_refresh_tokens()
    {
        var key = Read(Good, isProduction: true);

        Assert.That(key.AccessTokens, Is.EqualTo(Encoding.UTF8.GetBytes(Good)));
        Assert.That(key.RefreshTokens, Is.Not.EqualTo(key.AccessTokens));
        Assert.That(key.RefreshTokens, Has.Length.EqualTo(32));
    }

    [TestCase("0123456789abcdef0123456789abcde", false)]
    [TestCase("ééééééééééééééé", false)]
    [TestCase("éééééééééééééééé", true)]
    public void A_key_has_at_least_32_bytes(string text, bool isGood)
    {
        Assert.That(
            () => Read(text, isProduction: false),
            isGood ? Throws.Nothing : Throws.TypeOf<SettingException>().With.Message.Contains("Jwt__SigningKey"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("change-me-change-me-change-me-change-me")]
    [TestCase("Change-Me-0123456789abcdef0123456789abcdef")]
    public void In_production_a_missing_or_sample_key_stops_the_start(string? text)
    {
        Assert.That(
            () => Read(text, isProduction: true),
            Throws.TypeOf<SettingException>().With.Message.Contains("Jwt__SigningKey"));
        Assert.That(Directory.EnumerateFileSystemEntries(_directory), Is.Empty);
    }

    [Test]
    public void Without_a_key_the_first_start_makes_one_that_the_next_start_finds()
    {
        var first = Read(null, isProduction: false);
        var second = Read(null, isProduction: false);

        Assert.That(second.AccessTokens, Is.EqualTo(first.AccessTokens));
        Assert.That(first.AccessTokens, Has.Length.GreaterThanOrEqualTo(SigningKey.MinLength));
        Assert.That(Directory.EnumerateFiles(_directory).Select(Path.GetFileName), Is.EqualTo(new[] { "signing-key" }));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public void A_made_key_is_for_its_owner_alone()
    {
        Read(null, isProduction: false);

        var mode = File.GetUnixFileMode(Path.Combine(_directory, "signing-key"));

        Assert.That(mode, Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void A_file_that_holds_no_key_stops_the_start()
    {
        File.WriteAllText(Path.Combine(_directory, "signing-key"), "short");

        Assert.That(() => Read(null, isProduction: false), Throws.TypeOf<SettingException>().With.Message.Contains("signing-key"));
    }

    [Test]
    public async Task Starts_at_the_same_time_agree_on_one_key()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Read(null, isProduction: false))))
            .WaitAsync(TimeSpan.FromSeconds(10));

        Assert.That(keys.Select(key => Convert.ToHexString(key.AccessTokens)).Distinct().Count(), Is.EqualTo(1));
    }

    private SigningKey Read(string? text, bool isProduction)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Jwt:SigningKey", text)])
            .Build();
        return SigningKey.Read(new SettingsReader(configuration), _directory, isProduction);
    }
}
