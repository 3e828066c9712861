using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using ChatApp.Application.Sessions;
using ChatApp.Application.Common;
using ChatApp.Infrastructure.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Infrastructure.Tests.Security;

internal sealed class SigningKeysTests
{
    private const string Good = "0123456789abcdef0123456789abcdef";

    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("chatapp-key-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void The_configured_key_signs_only_access_tokens()
    {
        var key = ReadText(Good, isProduction: true).Current;

        Assert.That(SecretOf(key), Is.EqualTo(Encoding.UTF8.GetBytes(Good)));
        Assert.That(new[] { SecretOf(key), key.RefreshTokens, key.Tickets }.Select(Convert.ToHexString), Is.Unique);
        Assert.That((key.RefreshTokens.Length, key.Tickets.Length), Is.EqualTo((32, 32)));
    }

    [TestCase("0123456789abcdef0123456789abcde", false)]
    [TestCase("ééééééééééééééé", false)]
    [TestCase("éééééééééééééééé", true)]
    public void A_key_has_at_least_32_bytes(string text, bool isGood)
    {
        Assert.That(
            () => ReadText(text, isProduction: false),
            isGood ? Throws.Nothing : Throws.TypeOf<SettingException>().With.Message.Contains("Jwt__SigningKey"));
        Assert.That(
            () => Read(isProduction: false, ("Jwt:PreviousSigningKeys:0", text)),
            isGood
                ? Throws.Nothing
                : Throws.TypeOf<SettingException>().With.Message.Contains("Jwt__PreviousSigningKeys"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("change-me-change-me-change-me-change-me")]
    [TestCase("Change-Me-0123456789abcdef0123456789abcdef")]
    [TestCase("my-change-me-0123456789abcdef0123456789abcdef")]
    [TestCase("a-string-secret-at-least-256-bits-long")]
    [TestCase("your-super-secret-key-that-is-at-least-32-characters")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [TestCase("1234567123456712345671234567123456712345")]
    public void A_missing_or_sample_key_stops_the_start_in_production(string? text)
    {
        Assert.That(
            () => ReadText(text, isProduction: true),
            Throws.TypeOf<SettingException>().With.Message.Contains("Jwt__SigningKey"));
        Assert.That(Directory.EnumerateFileSystemEntries(_directory), Is.Empty);
    }

    [Test]
    public void The_sample_is_not_accepted_as_a_previous_key_in_production()
    {
        Assert.That(
            () =>
                Read(
                    isProduction: true,
                    ("Jwt:SigningKey", Good),
                    ("Jwt:PreviousSigningKeys:0", "change-me-change-me-change-me-change-me")),
            Throws.TypeOf<SettingException>().With.Message.Contains("Jwt__PreviousSigningKeys"));
    }

    [Test]
    public void A_start_without_a_key_creates_one_for_later_starts()
    {
        var first = ReadText(null, isProduction: false).Current;
        var second = ReadText(null, isProduction: false).Current;

        Assert.That(SecretOf(second), Is.EqualTo(SecretOf(first)));
        Assert.That(SecretOf(first), Has.Length.GreaterThanOrEqualTo(SigningKey.MinLength));
        Assert.That(
            Directory.EnumerateFiles(_directory).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "signing-key", "signing-key.lock" }));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public void Only_the_owner_can_read_a_created_key()
    {
        ReadText(null, isProduction: false);

        var mode = File.GetUnixFileMode(Path.Combine(_directory, "signing-key"));

        Assert.That(mode, Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void An_invalid_key_file_stops_the_start()
    {
        File.WriteAllText(Path.Combine(_directory, "signing-key"), "short");

        Assert.That(
            () => ReadText(null, isProduction: false),
            Throws.TypeOf<SettingException>().With.Message.Contains("signing-key"));
    }

    [Test]
    public async Task Parallel_starts_use_the_same_key()
    {
        for (var round = 0; round < 50; round++)
        {
            File.Delete(Path.Combine(_directory, "signing-key"));

            using var start = new Barrier(8);
            var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return ReadText(null, isProduction: false);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))).WaitAsync(TimeSpan.FromSeconds(10));

            Assert.That(keys.Select(key => key.Current.Id).Distinct().Count(), Is.EqualTo(1));
        }
    }

    [Test]
    public void The_id_of_a_key_is_stable_and_does_not_reveal_the_key()
    {
        var (id, again) =
            (ReadText(Good, isProduction: true).Current.Id, ReadText(Good, isProduction: true).Current.Id);

        Assert.That(again, Is.EqualTo(id).And.Length.EqualTo(16));
        Assert.That(ReadText(Good + "x", isProduction: true).Current.Id, Is.Not.EqualTo(id));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_P_256_key_signs_with_ES256_and_publishes_its_public_part(bool inPkcs8)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Write(inPkcs8 ? ecdsa.ExportPkcs8PrivateKeyPem() : ecdsa.ExportECPrivateKeyPem());

        var key = Read(isProduction: true, ("Jwt:SigningKeyFile", file)).Current;

        var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        Assert.That(key.Algorithm, Is.EqualTo("ES256"));
        Assert.That(
            key.PublicPart,
            Is.EqualTo(new PublicKey(key.Id, Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y))));
        Assert.That(Convert.ToHexString(key.RefreshTokens), Is.Not.EqualTo(Convert.ToHexString(key.Tickets)));
    }

    [Test]
    public void Another_kind_of_key_stops_the_start()
    {
        using var otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] contents =
        [
            "",
            "not a key",
            otherCurve.ExportPkcs8PrivateKeyPem(),
            rsa.ExportPkcs8PrivateKeyPem(),
            ecdsa.ExportSubjectPublicKeyInfoPem(),
            ecdsa.ExportEncryptedPkcs8PrivateKeyPem(
                "password", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 10)),
        ];

        foreach (var content in contents)
        {
            var file = Write(content);
            Assert.That(
                () => Read(isProduction: true, ("Jwt:SigningKeyFile", file)),
                Throws.TypeOf<SettingException>().With.Message.Contains("Jwt__SigningKeyFile")
                    .And.Message.Contains("P-256"),
                content);
        }

        Assert.That(
            () => Read(isProduction: true, ("Jwt:SigningKeyFile", Path.Combine(_directory, "missing"))),
            Throws.TypeOf<SettingException>().With.Message.Contains("Jwt__SigningKeyFile"));
    }

    [Test]
    public void Two_signing_keys_stop_the_start()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Write(ecdsa.ExportPkcs8PrivateKeyPem());

        Assert.That(
            () => Read(isProduction: true, ("Jwt:SigningKey", Good), ("Jwt:SigningKeyFile", file)),
            Throws.TypeOf<SettingException>().With.Message.Contains("Jwt__SigningKeyFile"));
    }

    private static byte[] SecretOf(SigningKey key) => ((SymmetricSecurityKey)key.AccessTokens).Key;

    private string Write(string content)
    {
        var path = Path.Combine(_directory, $"{Guid.CreateVersion7():N}.pem");
        File.WriteAllText(path, content);
        return path;
    }

    private SigningKeys ReadText(string? text, bool isProduction) => Read(isProduction, ("Jwt:SigningKey", text));

    private SigningKeys Read(bool isProduction, params (string Name, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            .Build();
        return SigningKeys.Read(configuration, _directory, isProduction);
    }
}
