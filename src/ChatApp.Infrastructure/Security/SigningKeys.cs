using System.Text;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Security;

/// <summary>The key that signs, and those whose tokens are good as well, so that a key can be replaced without anybody being logged out (docs/operations.md).</summary>
/// <param name="Current">Signs.</param>
/// <param name="Previous">Only verify.</param>
internal sealed record SigningKeys(SigningKey Current, IReadOnlyList<SigningKey> Previous)
{
    private const string TextSetting = "Jwt:SigningKey";
    private const string FileSetting = "Jwt:SigningKeyFile";
    private const string PreviousTexts = "Jwt:PreviousSigningKeys";
    private const string PreviousFiles = "Jwt:PreviousSigningKeyFiles";

    // What .env.example has in the place of a key, and what others' documentation has.
    private static readonly string[] Samples =
    [
        "change-me", "changeme", "your-256-bit-secret", "a-string-secret-at-least", "your-super-secret",
        "your-secret-key",
    ];

    // A random text of the least length has more, whatever alphabet it is written in: of 32 decimal digits, all but one
    // in some thousands.
    private const int LeastDifferentBytes = 8;

    /// <summary>All keys, the one that signs first.</summary>
    public IReadOnlyList<SigningKey> All { get; } = [Current, .. Previous];

    /// <summary>Takes the configured keys; outside of production, without one that signs, makes it on the first start.</summary>
    /// <exception cref="SettingException">
    /// A key is too short or no private key on P-256; in production, one is missing, the sample, or of very few
    /// different bytes; or there are two that are to sign.
    /// </exception>
    public static SigningKeys Read(SettingsReader settings, string dataDirectory, bool isProduction)
    {
        var text = settings.Text(TextSetting);
        var file = settings.Text(FileSetting);
        if (text is not null && file is not null)
        {
            throw new SettingException($"Only one of the settings {Name(TextSetting)} and {Name(FileSetting)} can be given: one key signs.");
        }

        var current = text is not null ? OfText(TextSetting, text, isProduction)
            : file is not null ? OfFile(FileSetting, file)
            : !isProduction ? SigningKeyFile.ReadOrMake(dataDirectory)
            : throw new SettingException(
                $"In production the setting {Name(TextSetting)} must be given, a random text of at least {SigningKey.MinLength} bytes, or {Name(FileSetting)}, a private key.");
        return new SigningKeys(
            current,
            [
                .. settings.List(PreviousTexts).Select(previous => OfText(PreviousTexts, previous, isProduction)),
                .. settings.List(PreviousFiles).Select(previous => OfFile(PreviousFiles, previous)),
            ]);
    }

    private static SigningKey OfText(string setting, string text, bool isProduction)
    {
        var secret = Encoding.UTF8.GetBytes(text);
        if (secret.Length < SigningKey.MinLength)
        {
            throw new SettingException(
                $"The setting {Name(setting)} is too short: it has {secret.Length} bytes and needs at least {SigningKey.MinLength}.");
        }

        if (isProduction)
        {
            RefuseGuessable(setting, text, secret);
        }

        return SigningKey.FromSecret(secret);
    }

    private static void RefuseGuessable(string setting, string text, byte[] secret)
    {
        if (Samples.Any(sample => text.Contains(sample, StringComparison.OrdinalIgnoreCase)))
        {
            throw new SettingException(
                $"The setting {Name(setting)} is a sample that everybody knows; make a random one.");
        }

        if (secret.Distinct().Count() < LeastDifferentBytes)
        {
            throw new SettingException(
                $"The setting {Name(setting)} repeats fewer than {LeastDifferentBytes} different bytes, which is "
                + "easily guessed; make a random one.");
        }
    }

    private static SigningKey OfFile(string setting, string path)
    {
        try
        {
            return SigningKey.FromPem(File.ReadAllText(path))
                ?? throw new SettingException(
                    $"The setting {Name(setting)} names {path}, which does not hold a private key on the curve P-256 in PEM without a password.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"The setting {Name(setting)} names {path}, which cannot be read: {exception.Message}", exception);
        }
    }

    private static string Name(string setting) => SettingsReader.EnvironmentName(setting);
}
